"""Eight usage metrics of all accounts at month ends in pandas: FILE DATE… Prints what it took as JSON.

Reading the file is not counted: a notebook would keep the table in memory or in a faster format.
"""

import json
import resource
import sys
import time

import pandas as pd

usage = pd.read_csv(sys.argv[1], parse_dates=["day"])
for column in ("account_id", "user_id", "event"):
    usage[column] = usage[column].astype("category")
usage = usage.sort_values("day")
days = usage["day"].to_numpy()
started, cpu = time.time(), time.process_time()
rows = 0
for text in sys.argv[2:]:
    as_of = pd.Timestamp(text)

    def window(first, last):
        start = days.searchsorted((as_of - pd.Timedelta(days=first)).to_datetime64(), side="right")
        end = days.searchsorted((as_of - pd.Timedelta(days=last)).to_datetime64(), side="right")
        return usage.iloc[start:end]

    now, before, long = window(28, 0), window(56, 28), window(180, 0)
    by_account = now.groupby("account_id", observed=False)
    logins = now[now["event"] == "login"].groupby("account_id", observed=False)["n"].sum()
    events = by_account["n"].sum()
    events_before = before.groupby("account_id", observed=False)["n"].sum()
    metrics = pd.DataFrame(
        {
            "events_28d": events,
            "logins_28d": logins,
            "usage_change_28d": (events / events_before - 1).where(events_before >= 10),
            "active_days_28d": by_account["day"].nunique(),
            "active_users_28d": by_account["user_id"].nunique(),
            "active_users_before": before.groupby("account_id", observed=False)["user_id"].nunique(),
            "feature_breadth_28d": by_account["event"].nunique(),
            "days_since_activity": (as_of - long.groupby("account_id", observed=False)["day"].max()).dt.days,
        }
    )
    rows += len(metrics)
print(
    json.dumps(
        {
            "wallSeconds": time.time() - started,
            "cpuSeconds": time.process_time() - cpu,
            "postgresCpuSeconds": 0,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "rows": rows,
        }
    )
)
