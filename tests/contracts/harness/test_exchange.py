"""What was sent is shown so that a shell can send it again, and never with a key."""

import subprocess
import sys

import pytest

from flipturn_contracts.harness.exchange import Answer
from flipturn_contracts.harness.secrets import Secrets

BODIES = [
    b'{"a": 1}',
    b'it\'s $HOME `x` \\ "y"',
    b"\x00\xff\n",
    "Fr\u00fch \U0001f69a".encode(),
    b"",
    b"%s %d",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_shell_reads_the_command_as_the_very_same_body(body: bytes) -> None:
    curl = Answer("POST", "http://x/y?a=b&c='", {"Authorization": "Bearer $FLIPTURN_API_KEY"}, body, 400).curl
    echo = f'{sys.executable} -c \'import sys,json; a=sys.argv[1:]; d=a[a.index("--data-binary")+1]; '
    echo += (
        'b=open(d[1:],"rb").read() if d.startswith("@") else d.encode(); print(json.dumps([b.hex(), a]))\''
    )
    script = f"curl() {{ {echo} \"$@\"; }}\nFLIPTURN_API_KEY='k$k'\n{curl}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert f'"{body.hex()}"' in done.stdout
    assert '"Authorization: Bearer k$k"' in done.stdout
    assert "http://x/y?a=b&c='" in done.stdout


def test_secrets_are_put_in_and_taken_out_wherever_they_stand() -> None:
    secrets = Secrets({"$FLIPTURN_API_KEY": "s3cret", "$FLIPTURN_SITE_KEY": "s3cret-site"})
    assert secrets.reveal("Bearer $FLIPTURN_SITE_KEY") == "Bearer s3cret-site"
    assert secrets.hide("x s3cret-site s3cret") == "x $FLIPTURN_SITE_KEY $FLIPTURN_API_KEY"
    assert secrets.hide_in({"s3cret": ["s3cret", ("s3cret",), 1]}) == {
        "$FLIPTURN_API_KEY": ["$FLIPTURN_API_KEY", ("$FLIPTURN_API_KEY",), 1]
    }
    assert "s3cret" not in repr(secrets)
