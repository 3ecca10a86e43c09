"""Deliberately faulty servers: they prove that the contract suite can go red, each clause by a defect of its own."""
