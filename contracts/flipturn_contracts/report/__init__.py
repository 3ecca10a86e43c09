"""What a run of the contract suite found, as data and as text: no HTTP here, and no pytest."""
