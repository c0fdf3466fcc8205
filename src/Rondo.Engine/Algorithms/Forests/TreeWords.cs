using System.Globalization;
using System.Text;
using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>A tree's splits and leaves in words.</summary>
sealed class TreeWords
{
    private const int MostCategories = 20;

    private readonly ForestModel _model;
    private readonly string[] _names;
    private readonly string[] _classes;

    public TreeWords(ForestModel model, IReadOnlyList<string> names, IReadOnlyList<string> classes, TreeDrawingOptions options)
    {
        if (names.Count != model.Inputs) throw new ArgumentException($"The model has {model.Inputs} features, but {names.Count} names were given.", nameof(names));
        if (model.Task.HasClasses && classes.Count != model.Outputs)
            throw new ArgumentException($"The model has {model.Outputs} classes, but {classes.Count} names were given.", nameof(classes));
        if (options.Tree < 0 || options.Tree >= model.Trees) throw new ArgumentException($"The model has {model.Trees} trees; there is no tree {options.Tree}.", nameof(options));
        (_model, Options) = (model, options);
        (_names, _classes) = ([.. names.Select(Plain)], [.. classes.Select(Plain)]);
    }

    public TreeDrawingOptions Options { get; }

    public int Root => Trees.Roots[Options.Tree];

    TreeEnsemble Trees => _model.Ensemble;

    public int Left(int at) => Trees.Nodes[at].Left;

    public int Right(int at) => Trees.Nodes[at].Right;

    /// <summary>The share of the node's training rows that went left.</summary>
    public double LeftShare(int at) => Trees.Nodes[at].LeftShare;

    public string Condition(int at, bool isLeft)
    {
        var node = Trees.Nodes[at];
        var feature = node.Feature & TreeNode.FeatureMask;
        var missing = Options.ShowsMissing && (node.Feature & TreeNode.MissingRight) == 0 == isLeft ? " or missing" : "";
        if ((node.Feature & TreeNode.Categorical) != 0)
            return $"{_names[feature]} {(isLeft ? "in" : "not in")} {{{string.Join(", ", CategoriesLeft(node, feature))}}}{missing}";
        if (float.IsPositiveInfinity(node.Threshold)) return $"{_names[feature]} {(isLeft ? "is known" : "is missing")}";
        return $"{_names[feature]} {(isLeft ? "<=" : "> ")} {Number(node.Threshold)}{missing}";
    }

    public string Leaf(int at)
    {
        var values = Trees.Values.AsSpan(~at * Trees.Width, Trees.Width);
        if (!_model.Task.HasClasses) return $"value: [{Number(_model.Meaning(values[0]))}]";
        if (_model.Task == TaskKind.Binary) return $"class: {_classes[values[0] > 0.5f ? 1 : 0]}";
        var largest = 0;
        for (var k = 1; k < values.Length; k++) if (values[k] > values[largest]) largest = k;
        return $"class: {_classes[largest]}";
    }

    /// <summary>Levels from this node to its deepest leaf.</summary>
    public int DepthBelow(int at)
    {
        var (level, depth) = (new List<int> { at }, 0);
        for (; level.Count > 0; depth++) level = [.. level.Where(n => n >= 0).SelectMany(n => new[] { Left(n), Right(n) })];
        return depth - 1;
    }

    IEnumerable<string> CategoriesLeft(TreeNode node, int feature)
    {
        var (bins, set, missing) = (Trees.Categories[feature], Trees.Sets[node.Set], Trees.MissingBins[feature]);
        // Categories that training never saw have the bin of missing values and are no news.
        int[] left = [.. Enumerable.Range(0, bins.Length).Where(code => bins[code] != missing && set.Contains(bins[code]))];
        foreach (var code in left.Take(MostCategories)) yield return Category(feature, code);
        if (left.Length > MostCategories) yield return $"{left.Length - MostCategories} more";
    }

    string Category(int feature, int code) =>
        Options.Categories is { } names && feature < names.Count && code < names[feature].Count ? Plain(names[feature][code]) : code.ToString(CultureInfo.InvariantCulture);

    string Number(double value) => Math.Abs(value) < 1e15
        ? value.ToString("F" + Options.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value.ToString("E3", CultureInfo.InvariantCulture);

    /// <summary>Shows what could break a line, or turn its direction, by its code.</summary>
    static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else plain.Append(rune.ToString());
        }
        return plain.ToString();
    }
}
