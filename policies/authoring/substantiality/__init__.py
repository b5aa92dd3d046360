"""What in a change readers must know: found by rules, so that an editor who calls it minor is asked again."""
