using System.Globalization;
using System.Text;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Export.Source;

namespace Rondo.Engine.Export.JavaScript;

/// <summary>
/// A pipeline as one JavaScript file without dependencies, for browsers, Node and whatever else runs ECMAScript 2020: as an ES module, or as a
/// script that sets a global and, where there is one, <c>module.exports</c>.
/// </summary>
public static class JavaScriptSource
{
    /// <param name="graph">What to write.</param>
    /// <param name="name">The model's name; the global is <c>rondo_</c> and it, with underscores for what is no letter.</param>
    /// <param name="isModule">Whether it has <c>export</c>s, as a module (.mjs) needs and a script may not have.</param>
    public static string Of(ExportGraph graph, string name, bool isModule)
    {
        var dialect = new JavaScriptDialect();
        var body = SourceBody.Of(graph, dialect);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"/* {Comment(name)}: a model by Rondo. predict({{column: value}}) gives its prediction; null and undefined are missing. */\n");
        if (!isModule) text.Append("(function () {\n\"use strict\";\n");
        var inputs = string.Join(",", graph.Inputs.Select(f => $"{{name:{dialect.Quoted(f.Name)},type:\"{f.Type.Word}\"}}"));
        var classes = string.Join(",", graph.Classes.Select(dialect.Quoted));
        var main = $"const columns = [{inputs}];\nconst classes = [{classes}];\nfunction predict(row) {{\n{body.Statements}{Answer(graph, body)}}}\n";
        foreach (var function in SourceFunctions.Needed(body.Declarations + main, JavaScriptFunctions.Own))
            if (function.Length > 0) text.Append(JavaScriptFunctions.Translated(function)).Append('\n');
        text.Append(body.Declarations).Append(main);
        var model = $"{{ name: {dialect.Quoted(name)}, columns, classes, predict }}";
        if (isModule) text.Append(CultureInfo.InvariantCulture, $"export {{ columns, classes, predict }};\nexport default {model};\n");
        else text.Append(CultureInfo.InvariantCulture, $"const model = {model};\nglobalThis.{GlobalName(name)} = model;\nif (typeof module === \"object\" && module !== null && module.exports) module.exports = model;\n}})();\n");
        return text.ToString();
    }

    public static string GlobalName(string name) => "rondo_" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    static string Answer(ExportGraph graph, SourceBody body)
    {
        if (graph.Task == TaskKind.Regression) return $"return {{ prediction: {body.At(graph.Outputs, "0")} }};\n";
        var label = $"classes[{body.At(graph.Class!, "0")}]";
        if (graph.Task == TaskKind.Clustering) return $"return {{ prediction: {label} }};\n";
        return $"const probabilities = Object.fromEntries(classes.map((name, i) => [name, {body.At(graph.Outputs, "i")}]));\nreturn {{ prediction: {label}, probabilities }};\n";
    }

    static string Comment(string text) => string.Concat(text.Where(c => !char.IsControl(c))).Replace("*/", "* /", StringComparison.Ordinal);
}
