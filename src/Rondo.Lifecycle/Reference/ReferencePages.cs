using System.Globalization;
using System.Text;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Reference;

/// <summary>A page for every part of a catalog, and one that lists them: Markdown, made from what the parts say of themselves.</summary>
public static class ReferencePages
{
    /// <summary>Texts by path, such as <c>algorithm/ridge.md</c>; the list is <c>README.md</c>.</summary>
    public static IReadOnlyDictionary<string, string> Of(PartCatalog parts)
    {
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["README.md"] = Contents(parts) };
        foreach (var part in parts.Parts) pages.Add(PathOf(part), Page(part));
        return pages;
    }

    static string PathOf(PartInfo part) => $"{part.Kind}/{part.Name}.md";

    static string Contents(PartCatalog parts)
    {
        var text = new StringBuilder("# Reference\n\nMade from the catalog by `rondo codegen reference`.\n");
        foreach (var kind in parts.Parts.GroupBy(p => p.Kind))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {kind.Key}\n\n| | |\n|---|---|\n");
            foreach (var part in kind) text.Append(CultureInfo.InvariantCulture, $"| [{part.Name}]({PathOf(part)}) | {Cell(part.Summary)} |\n");
        }
        return text.ToString();
    }

    static string Page(PartInfo part)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"# {part.Name}\n\n{part.Kind}. {part.Summary}\n\n"));
        if (part.Parameters.IsEmpty) return text.Append("It has no parameters.\n").ToString();
        text.Append("| parameter | | default | allowed | searched by default |\n|---|---|---|---|---|\n");
        foreach (var parameter in part.Parameters)
            text.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Cell(parameter.Attribute.Summary)} | {Cell(ParamText.Of(parameter.Default))} | {Cell(ParamText.Allowed(parameter))} | {Cell(ParamText.Searched(parameter))} |\n");
        return text.ToString();
    }

    static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
