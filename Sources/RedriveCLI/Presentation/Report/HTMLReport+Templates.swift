extension HTMLReport {
    /// Everything above the rows of jobs.
    ///
    /// What is in three braces is Redrive's own: the style sheet.
    static let headTemplate = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{{policy}}">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{{title}}</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <header>
        {{#simulated}}<p class="note caution">This was a simulation ({{.}}); nothing real was touched.</p>{{/simulated}}
        <h1>{{name}}</h1>
        <p class="verdict {{tone}}">{{ending}}</p>
        <p>{{result}}</p>
        </header>
        <main>
        <ul class="tiles">{{#tiles}}<li><b class="{{tone}}">{{count}}</b>{{words}}</li>{{/tiles}}</ul>
        <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-labelledby="bar-title"><title id="bar-title">{{result}}</title>\
        {{#bar}}<rect x="{{x}}" y="0" width="{{w}}" height="10" class="{{fill}}"><title>{{words}}</title></rect>{{/bar}}</svg>
        <section aria-labelledby="facts"><h2 id="facts">The run</h2>
        <dl>{{#facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/facts}}</dl>
        </section>
        {{#hasCommands}}<section aria-labelledby="next"><h2 id="next">What can be done now</h2>
        <ul>{{#commands}}<li>{{what}}: <code>{{command}}</code></li>{{/commands}}</ul></section>{{/hasCommands}}
        {{#hasCharts}}<section aria-labelledby="time"><h2 id="time">Over time</h2>
        {{#charts}}<figure><figcaption>{{caption}} {{#keys}}<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" class="{{fill}}"/>\
        </svg>{{words}}</span>{{/keys}}</figcaption>
        <div class="axis"><span>{{most}}</span></div>
        <svg class="chart" viewBox="0 0 {{columns}} 100" preserveAspectRatio="none" role="img" aria-labelledby="{{id}}-title {{id}}-desc">\
        <title id="{{id}}-title">{{caption}}</title><desc id="{{id}}-desc">{{summary}}</desc>\
        {{#rects}}<rect x="{{x}}" y="{{y}}" width="{{w}}" height="{{h}}" class="{{fill}}"/>{{/rects}}\
        {{#marks}}<line x1="{{x}}" x2="{{x}}" y1="0" y2="100" class="mark"><title>{{words}}</title></line>{{/marks}}</svg>
        <div class="axis"><span>{{from}}</span><span>{{until}}</span></div>
        {{#hasMarks}}<p class="dim">Dashed lines: {{#marks}}{{words}}{{separator}}{{/marks}}</p>{{/hasMarks}}
        <details><summary>{{caption}}: the numbers</summary><div class="scroll" tabindex="0" role="region" aria-label="{{caption}}: the numbers"><table>
        <thead><tr><th scope="col">after</th>{{#keys}}<th scope="col" class="n">{{words}}</th>{{/keys}}</tr></thead>
        <tbody>{{#numbers}}<tr><th scope="row">{{after}}</th>{{#cells}}<td class="n">{{.}}</td>{{/cells}}</tr>{{/numbers}}</tbody></table></div></details>
        </figure>{{/charts}}</section>{{/hasCharts}}
        {{#hasErrors}}<section aria-labelledby="errors"><h2 id="errors">Errors, before and after the repeat</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="errors"><table>
        <thead><tr><th scope="col">error before</th><th scope="col" class="n">jobs</th><th scope="col">after</th></tr></thead>
        <tbody>{{#errors}}<tr><td>{{words}} <span class="dim">{{place}}</span></td><td class="n">{{jobs}}</td><td>\
        <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{{#bar}}<rect x="{{x}}" y="0" width="{{w}}" height="10" class="{{fill}}"/>{{/bar}}</svg>\
        {{#after}}<div class="{{tone}}">{{words}}</div>{{/after}}</td></tr>{{/errors}}</tbody></table></div>
        {{#moreErrors}}<p>{{.}}</p>{{/moreErrors}}</section>{{/hasErrors}}
        {{#groups}}<section aria-labelledby="{{id}}"><h2 id="{{id}}">{{title}}</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="{{id}}"><table><thead><tr><th scope="col">{{noun}}</th><th scope="col" class="n">jobs</th>\
        {{#columns}}<th scope="col" class="n">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>{{#rows}}<tr><th scope="row">{{#link}}<a href="{{.}}" rel="noreferrer">{{name}}</a>{{/link}}{{^link}}{{name}}{{/link}}</th><td class="n">{{jobs}}</td>\
        {{#cells}}<td class="n">{{.}}</td>{{/cells}}</tr>{{/rows}}</tbody></table></div>
        {{#more}}<p>{{.}}</p>{{/more}}</section>{{/groups}}
        {{#hasTimeline}}<section aria-labelledby="timeline"><h2 id="timeline">What happened</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="timeline"><table><thead><tr><th scope="col">when</th><th scope="col">what</th></tr></thead>
        <tbody>{{#timeline}}<tr><td class="when">{{when}}</td><td class="{{tone}}">{{words}}</td></tr>{{/timeline}}</tbody></table></div>
        {{#moreTimeline}}<p>{{.}}</p>{{/moreTimeline}}</section>{{/hasTimeline}}
        <section aria-labelledby="all"><h2 id="all">Jobs</h2>
        {{#leftOut}}<p class="note">{{.}}</p>{{/leftOut}}{{#paper}}<p class="note paper">{{.}}</p>{{/paper}}
        <div class="filters" id="filters" role="search" hidden>
        <label>search in all columns<input id="find" type="search" autocomplete="off" spellcheck="false"></label>
        <label>outcome or class<select id="word"><option value="">all</option>{{#words}}<option value="{{value}}">{{name}} ({{count}})</option>{{/words}}</select></label>
        <label>recipe<select id="recipe"><option value="">all</option>{{#recipes}}<option>{{.}}</option>{{/recipes}}</select></label>
        <button id="clear" type="button">clear</button>
        </div>
        <p class="screen" id="shown" role="status"></p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="all"><table id="jobs">
        <thead><tr><th scope="col">recipe</th><th scope="col">job</th><th scope="col">outcome</th><th scope="col">new job</th>\
        <th scope="col">error before</th><th scope="col">what followed</th><th scope="col">request</th></tr></thead>
        <tbody>

        """

    /// One row of the table of jobs.
    static let rowTemplate = """
        <tr data-w="{{word}}" data-c="{{class}}"><td>{{recipe}}<td class=id>{{#masterPage}}<a href="{{.}}">{{master}}</a>{{/masterPage}}{{^masterPage}}{{master}}{{/masterPage}}<td class="{{tone}}">{{word}}<td class=id>{{#newPage}}<a href="{{.}}">{{new}}</a>{{/newPage}}{{^newPage}}{{new}}{{/newPage}}<td>{{before}}<td>{{after}}<td>{{request}}

        """

    /// Everything below the rows of jobs.
    static let footTemplate = """
        </tbody></table></div>
        </section>
        </main>
        <footer class="dim"><p>Made by Redrive {{version}} from {{file}}; the same state file gives the same report.</p></footer>
        <script>{{{script}}}</script>
        </body>
        </html>

        """
}
