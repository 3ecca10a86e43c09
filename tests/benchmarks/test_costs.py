"""A report of pytest-benchmark becomes costs by readable names."""

import json

from tests.benchmarks.costs import BATCH, Cost, read_report


def test_names_are_read_as_words_and_kept_where_they_are_given() -> None:
    stats = {"median": 0.1, "mean": 0.2, "min": 0.05}
    report = {
        "benchmarks": [{"name": "test_list_page[100]", "stats": stats}, {"name": BATCH, "stats": stats}]
    }
    assert read_report(json.dumps(report)) == {"list page[100]": Cost(0.1, 0.2), BATCH: Cost(0.1, 0.2)}
