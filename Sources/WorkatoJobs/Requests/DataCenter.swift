/// Workato's data centers; a token is valid only in its own.
///
/// Source: https://docs.workato.com/en/workato-api.md, "Base URL", unless a case says otherwise.
package enum DataCenter: String, Sendable, Hashable, Codable, CaseIterable {
    /// United States. Source: the same page.
    case us
    /// European Union. Source: the same page.
    case eu
    /// Japan. Source: the same page.
    case jp
    /// Singapore. Source: the same page.
    case sg
    /// Australia. Source: the same page.
    case au
    /// Israel. Source: the same page.
    case il
    /// South Korea. Source: the same page.
    case kr
    /// China, a domain of its own. Source: the same page.
    case cn
    /// United Kingdom. Source: the same page names it; the address is inferred from the others' pattern.
    case uk
    /// Developer sandboxes and trials. Source: https://docs.workato.com/workato-api.
    case trial

    /// The address without a trailing slash and without `/api`.
    package var baseURL: String {
        switch self {
        case .us: "https://www.workato.com"
        case .eu: "https://app.eu.workato.com"
        case .jp: "https://app.jp.workato.com"
        case .sg: "https://app.sg.workato.com"
        case .au: "https://app.au.workato.com"
        case .il: "https://app.il.workato.com"
        case .kr: "https://app.kr.workato.com"
        case .cn: "https://app.workatoapp.cn"
        case .uk: "https://app.uk.workato.com"
        case .trial: "https://app.trial.workato.com"
        }
    }

    /// The address of the web application, without a trailing slash.
    ///
    /// Source: none is documented; inferred from addresses that people paste: the API's own host, except in the US.
    package var webURL: String {
        switch self {
        case .us: "https://app.workato.com"
        case .eu, .jp, .sg, .au, .il, .kr, .cn, .uk, .trial: baseURL
        }
    }
}
