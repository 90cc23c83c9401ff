/// A self-signed certificate for `localhost` and 127.0.0.1, valid for a hundred years, with its key.
///
/// For tests only.
enum TestCertificate {
    /// The certificate in PEM form.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUGgAwIBAgIUNBtg6Bdi9ku3fkhnOJfKpqpB9PgwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIxNTkxNFoYDzIxMjYxMDMw
        MjE1OTE0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASHRBqVSyJstAFHivaV0YSYHs0X7NGfxnBjedTMmKpWH25whjKAMhtu
        YIl2aE3sZU6SVPCfUrE8y1e8FmTdly5no28wbTAdBgNVHQ4EFgQUr1rQj7VVa7TS
        cy1KDnOyVpS3b+UwHwYDVR0jBBgwFoAUr1rQj7VVa7TScy1KDnOyVpS3b+UwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSQAwRgIhAKiR+HU6xLzkv/TocwY0IUNCBPYVRF2zDgD4MOZsRwRdAiEA
        uivqcY6Psx5J5oGuGyqxk8F5zWNAR8VKBCw1Q6mvLM4=
        -----END CERTIFICATE-----
        """

    /// The key in PEM form; guards nothing.
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz72ZowUzAQQXX0Wk
        1ujmTH0PFjom3sw2Xs/nZXl1D72hRANCAASHRBqVSyJstAFHivaV0YSYHs0X7NGf
        xnBjedTMmKpWH25whjKAMhtuYIl2aE3sZU6SVPCfUrE8y1e8FmTdly5n
        -----END PRIVATE KEY-----
        """
}
