using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>Finds tabs in the indentation of lines; inside quoted and block text they are text.</summary>
static class TabFinder
{
    /// <param name="inBlankLines">Whether tabs count in lines that hold nothing else: some of them stop the parser.</param>
    public static IEnumerable<Mistake> Find(string text, string file, List<YamlSpan> quoted, bool inBlankLines)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.AsSpan().IndexOfAnyExcept(' ', '\t', '\r');
            if (content < 0 && !inBlankLines) continue;
            var tab = (content < 0 ? line : line.AsSpan(0, content)).IndexOf('\t');
            if (tab < 0 || quoted.Exists(s => s.FirstLine < number && number <= s.LastLine)) continue;
            yield return new Mistake("tab", "A tab stands in the indentation.")
            {
                File = file,
                Line = number,
                Column = tab + 1,
                Hint = "Indent with spaces.",
            };
        }
    }
}
