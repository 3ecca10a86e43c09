"""What the test bench keeps for each organization besides the API's own data; no HTTP, no files.

Source: none of this is Flipturn's. It serves people who test a client of theirs.
"""
