using System.Globalization;
using System.Text;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Export.Source;

namespace Rondo.Engine.Export.C;

/// <summary>A pipeline as one C99 file and its header, with no heap, no state and nothing of libm but sqrt and fmod where the model has them.</summary>
/// <param name="Header">The text of the header.</param>
/// <param name="Source">The text of the source; it includes the header by its name.</param>
public sealed record CSource(string Header, string Source)
{
    /// <param name="graph">What to write.</param>
    /// <param name="name">What functions and types begin with; anything that C has no name for is replaced.</param>
    /// <param name="headerFile">The header's file name.</param>
    public static CSource Of(ExportGraph graph, string name, string headerFile)
    {
        var prefix = Identifier(name, 0);
        var fields = FieldsOf(graph);
        var dialect = new CDialect(fields);
        var body = SourceBody.Of(graph, dialect);
        return new CSource(HeaderOf(graph, prefix, fields), SourceOf(graph, prefix, headerFile, body, dialect));
    }

    static string HeaderOf(ExportGraph graph, string prefix, Dictionary<string, string> fields)
    {
        var text = new StringBuilder();
        var guard = $"RONDO_{prefix.ToUpperInvariant()}_H";
        text.Append(CultureInfo.InvariantCulture, $"/* {Comment(prefix)}: a model by Rondo. NAN is a missing number, NULL a missing text; texts are UTF-8. */\n#ifndef {guard}\n#define {guard}\n\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n");
        text.Append(CultureInfo.InvariantCulture, $"typedef struct {prefix}_row {{\n");
        foreach (var field in graph.Inputs)
            text.Append(CultureInfo.InvariantCulture, $"    {(field.Type == ColumnType.Text ? "const char *" : "double ")}{fields[field.Name]}; /* {Comment(field.Name)}: {Meaning(field.Type)} */\n");
        if (graph.Inputs.IsEmpty) text.Append("    double unused;\n");
        text.Append(CultureInfo.InvariantCulture, $"}} {prefix}_row;\n\ntypedef struct {prefix}_prediction {{\n");
        var count = graph.Classes.Length;
        if (graph.Task == TaskKind.Regression) text.Append("    double value;\n");
        else text.Append(CultureInfo.InvariantCulture, $"    int label; /* the place in {prefix}_labels */\n    double {(graph.Task == TaskKind.Clustering ? "membership" : "probabilities")}[{count}];\n");
        text.Append(CultureInfo.InvariantCulture, $"}} {prefix}_prediction;\n\n");
        if (count > 0) text.Append(CultureInfo.InvariantCulture, $"extern const char *const {prefix}_labels[{count}];\n\n");
        text.Append(CultureInfo.InvariantCulture, $"void {prefix}_predict(const {prefix}_row *row, {prefix}_prediction *prediction);\n\n#ifdef __cplusplus\n}}\n#endif\n\n#endif\n");
        return text.ToString();
    }

    static string SourceOf(ExportGraph graph, string prefix, string headerFile, SourceBody body, CDialect dialect)
    {
        var text = new StringBuilder();
        var functions = SourceFunctions.Needed(body.Declarations + body.Statements, CFunctions.Own);
        text.Append(CultureInfo.InvariantCulture, $"/* {Comment(prefix)}: a model by Rondo. C99; keep multiplications and additions apart (no -ffast-math, -ffp-contract=off). */\n#include \"{headerFile}\"\n\n#include <math.h>\n#include <stddef.h>\n#include <string.h>\n\n");
        foreach (var function in functions) text.Append(function).Append("\n\n");
        text.Append(body.Declarations).Append('\n');
        if (!graph.Classes.IsEmpty) text.Append(dialect.Texts($"{prefix}_labels", graph.Classes)["static ".Length..]).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"void {prefix}_predict(const {prefix}_row *row, {prefix}_prediction *prediction)\n{{\n");
        foreach (var line in body.Statements.Split('\n', StringSplitOptions.RemoveEmptyEntries)) text.Append("    ").Append(line).Append('\n');
        if (!body.Statements.Contains("row->", StringComparison.Ordinal)) text.Append("    (void)row;\n");
        if (graph.Task == TaskKind.Regression) text.Append(CultureInfo.InvariantCulture, $"    prediction->value = {body.At(graph.Outputs, "0")};\n");
        else
        {
            var member = graph.Task == TaskKind.Clustering ? "membership" : "probabilities";
            text.Append(CultureInfo.InvariantCulture, $"    for (int i = 0; i < {graph.Outputs.Width}; i++) prediction->{member}[i] = {body.At(graph.Outputs, "i")};\n    prediction->label = (int){body.At(graph.Class!, "0")};\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>A name for each column, different from all others.</summary>
    public static Dictionary<string, string> FieldsOf(ExportGraph graph)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Inputs.Length; i++)
        {
            var name = Identifier(graph.Inputs[i].Name, i);
            while (!taken.Add(name)) name += "_";
            names.Add(graph.Inputs[i].Name, name);
        }
        return names;
    }

    public static string Identifier(string name, int number)
    {
        var letters = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')).Trim('_');
        if (letters.Length == 0) return string.Create(CultureInfo.InvariantCulture, $"column_{number}");
        return char.IsAsciiDigit(letters[0]) || s_keywords.Contains(letters) ? "x_" + letters : letters;
    }

    private static readonly HashSet<string> s_keywords = new(StringComparer.Ordinal)
    {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
        "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
        "class", "new", "delete", "this", "template", "operator", "private", "public", "namespace", "bool", "true", "false", "unix", "linux",
    };

    static string Comment(string text) => string.Concat(text.Where(c => !char.IsControl(c))).Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal);

    static string Meaning(ColumnType type) => type switch
    {
        ColumnType.Text => "text",
        ColumnType.Boolean => "0 or 1",
        ColumnType.Date => "days since 1970-01-01",
        ColumnType.Timestamp or ColumnType.TimestampUtc => $"{type.Word}, microseconds since 1970-01-01 00:00",
        _ => type.Word,
    };
}
