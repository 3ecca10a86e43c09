"""Sessions of pytest that use the plugin, as others have them."""

import pytest

GET = """
import urllib.request

def get(flipturn, path, key=None):
    headers = {"Authorization": f"Bearer {key or flipturn.api_key}"}
    return urllib.request.urlopen(urllib.request.Request(flipturn.url + path, headers=headers), timeout=60)
"""


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    """A session in a process of its own, without the contract suite's plugins."""
    plugins = ["--disable-plugin-autoload", "-p", "flipturn_mock.testing.plugin", "-p", "no:cacheprovider"]
    return pytester.runpytest_subprocess(*plugins, *options)
