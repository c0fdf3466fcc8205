using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Csv;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Puts the columns of several typed files one below the other, in the types declared or common to all.</summary>
static class ColumnStack
{
    public static List<(string Name, Column Column)> Of(
        IReadOnlyList<string> files, List<List<(string Name, Column Column)>> tables, SourceOptions options, CancellationToken cancellation)
    {
        var names = tables[0].Select(c => c.Name).ToArray();
        for (var i = 1; i < tables.Count; i++) CheckSameNames(names, tables[i].Select(c => c.Name).ToArray(), files[0], files[i]);
        var mistakes = new List<Mistake>();
        var stacked = new List<(string, Column)>();
        for (var c = 0; c < names.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            var parts = tables.Select(t => t[c].Column).ToArray();
            if (TypeOf(names[c], parts, files, options, mistakes) is not { } type) continue;
            var cast = new Column[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                cast[i] = ColumnCast.To(parts[i], type, files[i], out var wrong) ?? parts[i];
                if (wrong.Count > 0) mistakes.Add(wrong.ToMistake(names[c], type));
            }
            if (mistakes.Count == 0) stacked.Add((names[c], ColumnParts.Join(type, cast)));
        }
        return mistakes.Count == 0 ? stacked : throw new RondoException(mistakes);
    }

    static ColumnType? TypeOf(string name, Column[] parts, IReadOnlyList<string> files, SourceOptions options, List<Mistake> mistakes)
    {
        if (options.Types.TryGetValue(name, out var declared)) return declared;
        var types = new CommonTypes();
        for (var i = 0; i < parts.Length; i++)
        {
            if (types.TryAdd(name, parts[i], files[i]) is not { } mistake) continue;
            mistakes.Add(mistake);
            return null;
        }
        return types.Of(name);
    }

    static void CheckSameNames(string[] expected, string[] found, string firstFile, string file)
    {
        if (!expected.AsSpan().SequenceEqual(found)) throw DelimitedText.FilesDisagree(firstFile, file, DelimitedText.Difference(expected, found));
    }
}
