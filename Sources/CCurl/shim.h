#pragma once

#include <curl/curl.h>

// Swift cannot call variadic functions; each wrapper fixes one argument type.
static inline CURLcode sluice_setopt_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode sluice_setopt_string(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode sluice_setopt_pointer(CURL *h, CURLoption o, void *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode sluice_setopt_blob(CURL *h, CURLoption o, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(h, o, &blob);
}
static inline CURLcode sluice_setopt_list(CURL *h, CURLoption o, struct curl_slist *v) {
    return curl_easy_setopt(h, o, v);
}
typedef size_t (*sluice_write_callback)(char *, size_t, size_t, void *);
static inline CURLcode sluice_setopt_write(CURL *h, CURLoption o, sluice_write_callback v) {
    return curl_easy_setopt(h, o, v);
}
typedef int (*sluice_socket_callback)(void *, curl_socket_t, curlsocktype);
static inline CURLcode sluice_setopt_socket(CURL *h, CURLoption o, sluice_socket_callback v) {
    return curl_easy_setopt(h, o, v);
}
typedef int (*sluice_close_callback)(void *, curl_socket_t);
static inline CURLcode sluice_setopt_close(CURL *h, CURLoption o, sluice_close_callback v) {
    return curl_easy_setopt(h, o, v);
}
typedef curl_socket_t (*sluice_open_callback)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode sluice_setopt_open(CURL *h, CURLoption o, sluice_open_callback v) {
    return curl_easy_setopt(h, o, v);
}
static inline CURLMcode sluice_multi_setopt_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }
static inline CURLcode sluice_getinfo_long(CURL *h, CURLINFO i, long *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode sluice_getinfo_string(CURL *h, CURLINFO i, char **v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode sluice_getinfo_offset(CURL *h, CURLINFO i, curl_off_t *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode sluice_message_result(CURLMsg *m) { return m->data.result; }
