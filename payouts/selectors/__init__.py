"""Reading runs, amounts with their reasons, and decisions: the actor first, and only what they may see."""
