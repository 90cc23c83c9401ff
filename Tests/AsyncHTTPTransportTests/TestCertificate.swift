/// A self-signed certificate that is valid for a hundred years, and its key, which guards nothing.
///
/// For tests only. Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500`.
struct TestCertificate: Sendable {
    /// The certificate in PEM form.
    var certificate: String
    /// The key in PEM form.
    var key: String

    /// For `localhost` and 127.0.0.1.
    static let loopback = TestCertificate(
        certificate: """
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
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz72ZowUzAQQXX0Wk
            1ujmTH0PFjom3sw2Xs/nZXl1D72hRANCAASHRBqVSyJstAFHivaV0YSYHs0X7NGf
            xnBjedTMmKpWH25whjKAMhtuYIl2aE3sZU6SVPCfUrE8y1e8FmTdly5n
            -----END PRIVATE KEY-----
            """
    )

    /// For `workato.test`.
    static let workato = TestCertificate(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBnjCCAUSgAwIBAgIUdb1LGKEaPACgk7EmcnuNo185stEwCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMd29ya2F0by50ZXN0MCAXDTI2MTEyNjAxMzIzN1oYDzIxMjYx
            MTAyMDEzMjM3WjAXMRUwEwYDVQQDDAx3b3JrYXRvLnRlc3QwWTATBgcqhkjOPQIB
            BggqhkjOPQMBBwNCAARwQ2tp8E3GlJdIFsoLKzMfnfhWTy51HZq0QYntfogWnmGc
            2vU53GUvkokG6tXB2tvpLelMdLXrKmSm4tMusDKvo2wwajAdBgNVHQ4EFgQUoxHz
            kPWx+hYLbSTXe4hejc98DykwHwYDVR0jBBgwFoAUoxHzkPWx+hYLbSTXe4hejc98
            DykwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggx3b3JrYXRvLnRlc3QwCgYI
            KoZIzj0EAwIDSAAwRQIgEfSqQGYM8VpOy+I3iP1BLpgKvFuTDHYo6H8ChKfyEF4C
            IQCjc0OLYaznNf18b9Vlao2EVrk/q2APtDqST7/DT2dG0w==
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJDQR42o9d0ueSxnn
            qzCVdCh2PSJBAROF2ZkZv0otJvGhRANCAARwQ2tp8E3GlJdIFsoLKzMfnfhWTy51
            HZq0QYntfogWnmGc2vU53GUvkokG6tXB2tvpLelMdLXrKmSm4tMusDKv
            -----END PRIVATE KEY-----
            """
    )

    /// For `localhost` by its common name only (`-subj /CN=localhost`, no alternative name).
    static let commonName = TestCertificate(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBgDCCASWgAwIBAgIUGtNfBgillg2tjhEnMAmRM7mw2AgwCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjAxMzIzN1oYDzIxMjYxMTAy
            MDEzMjM3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAAQbXfEu6rlUejRMBCsCa9T5M0yhRKNA/7RJdtl1lsFwaBDBbg/KFuP7
            JSj5nwqTJH2bdi5kBc4kypC5uXdHIsipo1MwUTAdBgNVHQ4EFgQUKQTeOQn5REY4
            hyRAVKGjsnzge7IwHwYDVR0jBBgwFoAUKQTeOQn5REY4hyRAVKGjsnzge7IwDwYD
            VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAjD6M8AoH1FQ3UFWD1szO
            gvvg0r0GBhBhQg0UpMw07I8CIQCpCkcBVj3EzKAe9bzhMZbjq9V/++QPrd/UvxO3
            bb+STg==
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5Ah9raUV9S4+wwPJ
            6o/7fHc82Z++gy8ZqhHmtGYo0I+hRANCAAQbXfEu6rlUejRMBCsCa9T5M0yhRKNA
            /7RJdtl1lsFwaBDBbg/KFuP7JSj5nwqTJH2bdi5kBc4kypC5uXdHIsip
            -----END PRIVATE KEY-----
            """
    )

    /// For `*`.
    static let wildcard = TestCertificate(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBgjCCASmgAwIBAgIUWWqT+0FASpYNccI4eBFBqOZK65swCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEc3RhcjAgFw0yNjExMjYwMTMyMzdaGA8yMTI2MTEwMjAxMzIz
            N1owDzENMAsGA1UEAwwEc3RhcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEzJ
            Dj1khvHF+xhlZIH9W5htCIn1sD/TK8qqWcNgWp4OQMes8PghkKGFdDD/u5Gc8DGq
            +ZDTuzYlQVLp84TJzJCjYTBfMB0GA1UdDgQWBBSmwszLVnxqK8RPo/gVg2aU3BRW
            tTAfBgNVHSMEGDAWgBSmwszLVnxqK8RPo/gVg2aU3BRWtTAPBgNVHRMBAf8EBTAD
            AQH/MAwGA1UdEQQFMAOCASowCgYIKoZIzj0EAwIDRwAwRAIgJEpM7BFiMVD49KPx
            e5PxMPtn/HFTbdPDghNf4mNhljECIFf3+dnDLceGWD/sVtJ5PpXeJBKTp/QC+gmy
            uOlE5d+y
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWmNaY3kN5ux8/Q2p
            Xtqr8ghmO3wVIIqpRzEG8ue4wjyhRANCAARMyQ49ZIbxxfsYZWSB/VuYbQiJ9bA/
            0yvKqlnDYFqeDkDHrPD4IZChhXQw/7uRnPAxqvmQ07s2JUFS6fOEycyQ
            -----END PRIVATE KEY-----
            """
    )
}
