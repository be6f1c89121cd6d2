import type { Campaign } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { useNow } from "../../data/clock.ts";
import { Answer } from "../../parts/Answers.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { plainDayText } from "../../words/times.ts";
import { weeksOf, type CalendarDay } from "./calendar.ts";

/** @limit Dashboard: campaigns that the calendar draws, the newest. */
const DRAWN = 200;
/** @nolimit One minute. */
const MINUTE_MS = 60_000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Six weeks from this Monday, with what is on each day. */
export function CampaignCalendar() {
  const now = useNow(MINUTE_MS);
  const query = useQuery({
    queryKey: ["providers", "campaigns", "calendar"],
    queryFn: async ({ signal }) => (await api.campaigns.list({ limit: DRAWN }, { signal }).page()).items,
  });
  return (
    <Answer what="The calendar" query={query}>
      {(campaigns) => {
        const weeks = weeksOf(campaigns, now);
        if (weeks.every((week) => week.every((day) => day.campaigns.length === 0))) return null;
        return (
          <Panel title="Calendar" note="six weeks, in your time">
            <table className="calendar" aria-label="Campaign calendar">
              <thead>
                <tr>
                  {WEEKDAYS.map((day) => (
                    <th key={day} scope="col">
                      {day}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weeks.map((week) => (
                  <tr key={week[0]?.date.getTime()}>
                    {week.map((day) => (
                      <Day key={day.date.getTime()} day={day} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
        );
      }}
    </Answer>
  );
}

function Day({ day: { date, isToday, campaigns } }: { readonly day: CalendarDay }) {
  return (
    <td aria-current={isToday ? "date" : undefined}>
      <time dateTime={date.toISOString()} aria-label={plainDayText(date.getTime())}>
        {date.getDate()}
      </time>
      {campaigns.map((campaign) => (
        <Bar key={campaign.id} campaign={campaign} />
      ))}
    </td>
  );
}

function Bar({ campaign: { name } }: { readonly campaign: Campaign }) {
  return (
    <span className="bar">
      <Isolated className="cut-text">{name ?? "Unnamed"}</Isolated>
    </span>
  );
}
