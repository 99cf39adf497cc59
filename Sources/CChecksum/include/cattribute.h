// Extended attributes of open files, which Swift's modules of the C libraries of Linux lack.
#pragma once
#include <errno.h>
#include <stddef.h>
#include <sys/xattr.h>

// Reads an attribute into `value`. Returns its length in bytes, or -1 with errno set, which is ERANGE where it has more
// than `size` bytes.
static inline long ccs_get_attribute(int file, const char *_Nonnull name, void *_Nonnull value, size_t size) {
#ifdef __APPLE__
  return fgetxattr(file, name, value, size, 0, 0);
#else
  return fgetxattr(file, name, value, size);
#endif
}

// Sets an attribute. Returns 0, or -1 with errno set.
static inline int ccs_set_attribute(int file, const char *_Nonnull name, const void *_Nonnull value, size_t size) {
#ifdef __APPLE__
  return fsetxattr(file, name, value, size, 0, 0);
#else
  return fsetxattr(file, name, value, size, 0);
#endif
}

// Returns whether an error of ccs_get_attribute means that the file has no such attribute.
static inline int ccs_is_attribute_missing(int error) {
#ifdef __APPLE__
  return error == ENOATTR;
#else
  return error == ENODATA;
#endif
}
