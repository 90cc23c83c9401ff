extension HTMLReport {
    /// The script: search and filters over the rows of the table of jobs, which is whole without it.
    ///
    /// What stands behind `#` in the address fills the filters, as in `report.html#word=failed_same`, so that a view can be passed on.
    static let script = """
        (function(){
        "use strict";
        var body=document.querySelector("#jobs tbody"),find=document.getElementById("find"),word=document.getElementById("word"),
            recipe=document.getElementById("recipe"),shown=document.getElementById("shown"),clear=document.getElementById("clear");
        if(!body||!find)return;
        var rows=Array.prototype.slice.call(body.rows),texts=rows.map(function(row){return row.textContent.toLowerCase()}),waiting=0;
        function apply(){
        waiting=0;
        var terms=find.value.toLowerCase().split(/\\s+/).filter(Boolean),count=0;
        rows.forEach(function(row,index){
        var fits=(!word.value||row.dataset.w===word.value||row.dataset.c===word.value)&&(!recipe.value||row.cells[0].textContent===recipe.value)&&
            terms.every(function(term){return texts[index].indexOf(term)>=0});
        if(row.hidden===fits)row.hidden=!fits;
        if(fits)count++;
        });
        shown.textContent=count.toLocaleString("en-US")+" of "+rows.length.toLocaleString("en-US")+" jobs shown";
        }
        function later(){if(!waiting)waiting=setTimeout(apply,80)}
        find.addEventListener("input",later);word.addEventListener("change",apply);recipe.addEventListener("change",apply);
        clear.addEventListener("click",function(){find.value="";word.value="";recipe.value="";apply();find.focus()});
        function follow(){
        var asked=new URLSearchParams(location.hash.slice(1));
        if(!asked.has("find")&&!asked.has("word")&&!asked.has("recipe"))return;
        find.value=asked.get("find")||"";word.value=asked.get("word")||"";recipe.value=asked.get("recipe")||"";apply();
        }
        window.addEventListener("hashchange",follow);
        document.getElementById("filters").hidden=false;apply();follow();
        })();
        """
}
