"""Reading agreements and reports; the actor comes first and sees only what is theirs."""
