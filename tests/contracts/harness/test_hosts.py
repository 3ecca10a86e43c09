"""The URL of a target, and Flipturn's own host in every spelling."""

import pytest

from flipturn_contracts.harness.hosts import base_url, is_production


@pytest.mark.parametrize(
    "given",
    [
        "https://api.getflipturn.com",
        "http://api.getflipturn.com",
        "https://API.GetFlipturn.COM",
        "https://api.getflipturn.com.",
        "https://api.getflipturn.com:443/",
        "https://api.getflipturn.com:8443/base",
        "https://api.getflipturn.com/api",
        "HTTPS://api.getflipturn.com",
        "https://%61pi.getflipturn.com",
        "https://ａｐｉ.getflipturn.com",
        "https://api。getflipturn。com",
        "https://api.getﬂipturn.com",
    ],
)
def test_the_production_host_is_known_in_any_spelling(given: str) -> None:
    assert is_production(base_url(given))


@pytest.mark.parametrize(
    "given", ["https://staging.getflipturn.com", "https://api.getflipturn.com.example", "http://localhost"]
)
def test_another_host_is_not_production(given: str) -> None:
    assert not is_production(base_url(given))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://staging.example/", "https://staging.example"),
        ("https://staging.example/api", "https://staging.example"),
        ("https://gateway.example/flipturn/v2/", "https://gateway.example/flipturn/v2"),
        ("https://gateway.example/flipturn/api/", "https://gateway.example/flipturn"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_base_path_is_kept_and_a_final_api_is_not(given: str, expected: str) -> None:
    assert base_url(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "staging.example",
        "ftp://x",
        "https://",
        "https://key@host",
        "https://u:p@host",
        "https://h?x=1",
        "https://h#x",
        "http://h:port",
    ],
)
def test_what_is_no_base_url_is_refused(given: str) -> None:
    with pytest.raises(pytest.UsageError):
        base_url(given)
