import { productResource, quoteJson } from "@plimsoll/core";
import {
  Charges,
  CreateProduct,
  DEFAULT_MAX_QUANTITY,
  GetCharges,
  ProductsQuery,
  Product,
  UpdateProduct,
} from "@plimsoll/contract";
import { sendJson, sendResource } from "../answer.ts";
import { found, notFound } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { knownPrecision } from "../known-currency.ts";
import { negated, NEWEST, sendList } from "../pages.ts";
import { quoteFor } from "../quotes.ts";
import { rejectionError } from "../rejections.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ProductPath } from "./paths.ts";

const operation = operationsOf("Products");

/** Products that can be ordered, and their prices. */
export function productRoutes(app: App, { reads }: Services): void {
  app.post(
    "/products",
    operation("createProduct", "Create a product", {
      body: CreateProduct,
      response: writing(201, Product, "CONFLICT"),
    }),
    async (request, reply) => {
      const { key, name, currency, denominations, discount, fee, max_quantity: maxQuantity } = request.body;
      const scale = await knownPrecision(reads, request.caller.accountId, "currency", currency);
      const { product } = await request.execute({
        type: "create_product",
        key,
        name,
        currency,
        scale,
        denominations,
        discount,
        fee,
        maxQuantity: maxQuantity ?? DEFAULT_MAX_QUANTITY,
      });
      return sendResource(reply, 201, productResource(product));
    },
  );

  app.get(
    "/products",
    operation("listProducts", "List products, newest first", {
      querystring: ProductsQuery,
      response: reading(listOf(Product), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { q, status, currency, not } = request.query;
      const filter = { q, status, currency, not: negated(not) };
      return sendList(request, reply, {
        read: (page) => reads.products(request.caller.accountId, page, filter),
        order: { key: ({ position }) => position, start: NEWEST },
        toJson: (product) => JSON.stringify(productResource(product)),
      });
    },
  );

  app.get(
    "/products/:id",
    operation("getProduct", "Read a product", {
      params: ProductPath,
      response: readingEditable(Product, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const product = found(
        await reads.product(request.caller.accountId, prefixedId("prod", request.params.id)),
        "product",
      );
      return sendResource(tagged(reply, "products", product), 200, productResource(product));
    },
  );

  app.patch(
    "/products/:id",
    operation("updateProduct", "Change or archive a product", {
      description:
        "A JSON merge patch: an absent member stays as it is, null removes it. Orders keep the product as it was.",
      params: ProductPath,
      body: UpdateProduct,
      ...editing(Product, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const productId = prefixedId("prod", request.params.id);
      const { key, name, denominations, discount, fee, max_quantity: maxQuantity, status } = request.body;
      const { product } = await request.execute({
        type: "update_product",
        condition: await request.condition("products", productId),
        productId,
        patch: { key, name, denominations, discount, fee, maxQuantity, status },
      });
      return sendResource(tagged(reply, "products", product), 200, productResource(product));
    },
  );

  app.post(
    "/products/:id/charges",
    {
      config: { scope: "read" },
      ...operation("getCharges", "Quote a product", {
        description:
          "The charge of an order placed now: discount, FX at the account's rates and handling fee. Each step is rounded to the nearest unit, halves up.",
        params: ProductPath,
        body: GetCharges,
        response: reading(Charges, "VALIDATION_FAILURE", "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const { denomination, quantity, wallet_id: walletId = null } = request.body;
      const [product, wallet] = await Promise.all([
        reads.product(accountId, prefixedId("prod", request.params.id)),
        walletId === null ? null : reads.wallet(accountId, walletId),
      ]);
      if (!product) throw notFound("there is no such product");
      if (walletId !== null && !wallet) throw notFound("there is no such wallet");
      const payer = wallet ?? { currency: product.currency, assetScale: product.scale };
      const quote = await quoteFor(reads, product, payer, { denomination, quantity });
      if (!quote) throw rejectionError({ reason: "fx_rate_missing", details: [] });
      return sendJson(reply, 200, quoteJson(product, quote));
    },
  );
}
