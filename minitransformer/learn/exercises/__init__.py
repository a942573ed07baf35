"""The exercises, one file each: pure data, with the mistakes that are known. To add one:

exercises/GROUP/NAME.py defines `EXERCISE = Exercise(...)` (see `..exercise`), and "GROUP.NAME" goes into
`..course.COURSE` where it belongs in the order of the lessons. NAME is the exercise's name, the learner's file and
the function in it. The mistakes may stand in a file beside it. Nothing else is to be registered: the tests run over
the course.

- `reference`: the library's function, or one of the file's own with a docstring and shapes. Its source makes the stub.
  Its arguments are passed by name; modules, tensors, numbers, functions, generators may be among them.
- `spelled` (optional): the same function with each step on a line of its own, where `reference` leaves steps to
  others. Mistakes are edits of the source of `spelled`, or else of `reference`.
- `axes`: the size of every axis by its name, all different; shape errors and places are told with these names, and
  {name} in a mistake's `did` and `should` is filled with the size.
- `cases(generator)`: several `Case(name, arguments)`. Floats in float64, from `numbers.normal` (loud: times 1.7);
  at least three heads; d other than t; causal with one padded row; never x as its own memory; an eps that is loud.
  The first case should show nearly every mistake: the search for pairs is quick where it settles them.
  `in_float32=False` where float32 cannot do it.
- `results`: names of the parts of the result, for messages. A result is a tensor, an array, a tuple or record of
  them, or anything that can be compared with == (lists of ids, strings).
- `laws`: see `..lawbook`; a `Law` of one's own has `broken(call, case) -> Said | None`, `call(arguments) -> result`.
- `mistakes`: `mistake(name, (old, new), ..., en=(did, should, symptom), ko=(...))`. Each `old` stands exactly once in
  the source; edits at different places can be combined, so pairs of mistakes are known by themselves. No two mistakes
  of the whole course share a sentence, and none gives the same numbers as another on the cases.
- `equivalents`: functions that are the same by mathematics, by name; they must pass.
- `hints`: symptom, concept, line.
- `shares(function)` (random functions only): calls it often and counts `Share(name, hits, trials, expected)`;
  `expected` 0 or 1 allows no exception. Values are then not compared, and a mistake is named by its shares.
"""
