using System.Globalization;
using System.Text;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Export;
using Rondo.Engine.Export.C;

namespace Rondo.Lifecycle.Exports;

/// <summary>Compiles an exported C file as a user would, with every warning an error, and asks it.</summary>
public static class CTrial
{
    static readonly string[] s_flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2"];

    public static Tool? Compiler => Tool.Find("gcc", "cc", "clang");

    /// <param name="compiler">A C compiler with gcc's flags.</param>
    /// <param name="graph">What was exported.</param>
    /// <param name="name">The name it was exported under.</param>
    /// <param name="source">The files' texts.</param>
    public static ExportAnswers Ask(Tool compiler, ExportGraph graph, string name, CSource source, Table rows, CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-export-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "model.h"), source.Header);
            File.WriteAllText(Path.Combine(folder, "model.c"), source.Source);
            File.WriteAllText(Path.Combine(folder, "main.c"), MainOf(graph, CSource.Identifier(name, 0)));
            using (var writer = new StreamWriter(Path.Combine(folder, "rows.txt"))) ExportRows.Write(rows, graph.Inputs, writer);
            compiler.Run(folder, cancellation, [.. s_flags, "-o", "trial", "model.c", "main.c", "-lm"]);
            return ExportAnswers.Read(Tool.Find(Path.Combine(folder, "trial"))!.Run(folder, cancellation, "rows.txt"), rows.RowCount, graph.Outputs.Width);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string MainOf(ExportGraph graph, string prefix)
    {
        var fields = CSource.FieldsOf(graph);
        var text = new StringBuilder();
        text.Append("""
            #include "model.h"
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            static char *line;
            static size_t size;
            static char *next(char **at)
            {
                char *begin = *at, *to, *from = *at;
                size_t length = strcspn(begin, "\t\n");
                *at = begin + length + 1;
                begin[length] = 0;
                if (strcmp(begin, "\\N") == 0) return NULL;
                for (to = begin; *from != 0; from++)
                {
                    if (*from != '\\') { *to++ = *from; continue; }
                    from++;
                    *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' : *from;
                }
                *to = 0;
                return begin;
            }
            static int read_line(FILE *file)
            {
                size_t length = 0;
                int c;
                while ((c = fgetc(file)) != EOF)
                {
                    if (length + 2 > size) line = realloc(line, size = 2 * size + 64);
                    line[length++] = (char)c;
                    if (c == '\n') { line[length] = 0; return 1; }
                }
                return 0;
            }
            int main(int count, char **arguments)
            {

            """);
        text.Append(CultureInfo.InvariantCulture, $"    FILE *file = fopen(arguments[count - 1], \"r\");\n    {prefix}_row row;\n    {prefix}_prediction prediction;\n    char *at;\n");
        text.Append("    if (file == NULL) return 1;\n    while (read_line(file))\n    {\n        at = line;\n        memset(&row, 0, sizeof row);\n");
        foreach (var field in graph.Inputs)
            text.Append(CultureInfo.InvariantCulture, $"        row.{fields[field.Name]} = {(field.Type == ColumnType.Text ? "next(&at)" : "strtod(next(&at), NULL)")};\n");
        if (graph.Inputs.IsEmpty) text.Append("        (void)at;\n        (void)next;\n");
        text.Append(CultureInfo.InvariantCulture, $"        {prefix}_predict(&row, &prediction);\n");
        var values = graph.Task switch { TaskKind.Regression => "value", TaskKind.Clustering => "membership[i]", _ => "probabilities[i]" };
        text.Append(CultureInfo.InvariantCulture, $"        for (int i = 0; i < {graph.Outputs.Width}; i++) printf(\"%.17g\\t\", prediction.{values});\n");
        text.Append(graph.Task == TaskKind.Regression ? "        printf(\"0\\n\");\n" : "        printf(\"%d\\n\", prediction.label);\n");
        return text.Append("    }\n    fclose(file);\n    return 0;\n}\n").ToString();
    }
}
