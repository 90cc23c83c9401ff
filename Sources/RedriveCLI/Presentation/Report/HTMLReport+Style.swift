extension HTMLReport {
    /// The style sheet: light and dark by the reader's setting, narrow screens, paper.
    ///
    /// Colors of text have a contrast of at least 4.5 to 1 with what is behind them, in both schemes.
    static let style = """
        :root{--bg:#fff;--fg:#1f2328;--dim:#57606a;--line:#d0d7de;--soft:#f6f8fa;--good:#116329;--bad:#b3261e;--caution:#7a4f01;\
        --accent:#0b57d0;--good-fill:#2da44e;--bad-fill:#cf222e;--caution-fill:#bf8700;--accent-fill:#4393e6;--none-fill:#8c959f}
        @media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;--line:#3d444d;--soft:#161b22;--good:#56d364;\
        --bad:#ff938a;--caution:#e3b341;--accent:#79b8ff;--good-fill:#2ea043;--bad-fill:#da3633;--caution-fill:#bb8009;--accent-fill:#388bfd;\
        --none-fill:#6e7681}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:76rem;padding:1rem 1.5rem 3rem;background:var(--bg);color:var(--fg);\
        font:15px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        h1{font-size:1.5rem;margin:.5rem 0 0;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:2rem 0 .5rem}
        p{margin:.25rem 0}code,.id{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
        .verdict{font-size:1.1rem;overflow-wrap:anywhere}.good{color:var(--good)}.bad{color:var(--bad)}.caution{color:var(--caution)}
        .dim{color:var(--dim)}.note{border:1px solid var(--line);background:var(--soft);padding:.5rem .75rem;border-radius:.4rem}
        .tiles{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;padding:0;margin:1rem 0 .5rem}
        .tiles li{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .8rem;min-width:7rem}
        .tiles b{display:block;font-size:1.5rem;line-height:1.2}
        svg{display:block;width:100%}rect{shape-rendering:crispEdges}.bar{height:14px;border-radius:3px}.chart{height:130px;border-bottom:1px solid var(--line)}
        .f-good{fill:var(--good-fill)}.f-bad{fill:var(--bad-fill)}.f-caution{fill:var(--caution-fill)}.f-accent{fill:var(--accent-fill)}\
        .f-none{fill:var(--none-fill)}.mark{stroke:var(--fg);stroke-width:1;stroke-dasharray:3 3;vector-effect:non-scaling-stroke}
        figure{margin:.75rem 0}figcaption{font-size:.9rem;color:var(--dim)}.axis{display:flex;justify-content:space-between;gap:1rem;\
        font-size:.85rem;color:var(--dim)}
        .key{display:inline-flex;align-items:center;gap:.3rem;margin-right:.8rem}.key svg{width:12px;height:12px}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
        th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}#jobs td:not(:nth-child(5),:nth-child(6)){overflow-wrap:normal;white-space:nowrap}
        th{font-weight:600;background:var(--soft);overflow-wrap:normal}tbody th{background:none}td.n,th.n{text-align:right;overflow-wrap:normal;font-variant-numeric:tabular-nums}
        .when{white-space:nowrap}a{color:var(--accent)}
        .filters{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:.5rem 0}.filters label{display:grid;font-size:.85rem;color:var(--dim)}
        input,select,button{font:inherit;color:var(--fg);background:var(--bg);border:1px solid var(--dim);border-radius:.3rem;padding:.3rem .5rem}
        input{min-width:16rem}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}[hidden]{display:none!important}.paper{display:none}
        details{margin:.3rem 0}summary{cursor:pointer;color:var(--dim);font-size:.9rem}
        @media screen and (max-width:48rem){body{padding:.75rem .75rem 2rem}h2{margin-top:1.5rem}.tiles li{min-width:0;flex:1 1 40%}\
        dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}input{min-width:0;width:100%}.filters label{flex:1 1 100%}.when{white-space:normal}\
        #jobs thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}#jobs tr{display:block;border:1px solid var(--line);\
        border-radius:.4rem;margin:.5rem 0;padding:.3rem .6rem}#jobs td,#jobs td:not(:nth-child(5),:nth-child(6)){display:grid;white-space:normal;overflow-wrap:anywhere;grid-template-columns:6rem 1fr;border:0;padding:.1rem 0}\
        #jobs td:empty{display:none}#jobs td::before{color:var(--dim)}#jobs td:nth-child(1)::before{content:"recipe"}\
        #jobs td:nth-child(2)::before{content:"job"}#jobs td:nth-child(3)::before{content:"outcome"}#jobs td:nth-child(4)::before{content:"new job"}\
        #jobs td:nth-child(5)::before{content:"error before"}#jobs td:nth-child(6)::before{content:"what followed"}\
        #jobs td:nth-child(7)::before{content:"request"}}
        @media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#999;--soft:#fff;--good:#116329;--bad:#b3261e;--caution:#7a4f01;--accent:#000}\
        body{max-width:none;padding:0;font-size:10pt}.filters,.screen,#jobs tbody tr:nth-child(n+\(mostOnPaper + 1) of :not([hidden])){display:none}.paper{display:block}h2{break-after:avoid}tr,li,figure{break-inside:avoid}thead{display:table-header-group}\
        .scroll{overflow:visible}#jobs{font-size:7.5pt}#jobs th,#jobs td{padding:.15rem .3rem}svg *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """
}
