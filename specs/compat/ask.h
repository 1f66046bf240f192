/* Questions to the tree about what is in it. */
#ifndef COMPAT_ASK_H
#define COMPAT_ASK_H

/* Whether `function`, which there must be, has this type (the name of a typedef of a function). Say with KNOWN_TYPE which
 * types there are: others are DRIFT. */
#define IS_TYPE(function, type) _Generic(&(function), type *: true, default: false)

#endif
