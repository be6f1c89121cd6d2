/** A metered product feature whose wallets share alert settings. */
export interface Feature {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  name: string;
  type: string;
  status: string;
  /** JSON of the alert settings in wire form, or null. */
  alertSettings: string | null;
  /** Entries of this feature's streams in the alert log. */
  alertCount: number;
  /** Set while its wallets are being unlinked; a deleted feature is invisible. */
  deletedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** The link of a wallet to a feature, read from the feature's side; the wallet's row carries the same ids. */
export interface WalletFeature {
  readonly accountId: number;
  readonly featureId: string;
  readonly walletId: number;
}
