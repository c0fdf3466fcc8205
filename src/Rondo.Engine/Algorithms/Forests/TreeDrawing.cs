using System.Text;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>Draws a tree of a fitted model as text or as SVG, for people to read.</summary>
public static class TreeDrawing
{
    /// <summary>The form of scikit-learn's export_text: a line for each branch, indented by depth.</summary>
    /// <param name="names">The features' names. Control characters in names are shown as \u and their code.</param>
    /// <param name="classes">The classes' names; empty for regression.</param>
    public static string ToText(ForestModel model, IReadOnlyList<string> names, IReadOnlyList<string> classes, TreeDrawingOptions? options = null)
    {
        var words = new TreeWords(model, names, classes, options ?? new TreeDrawingOptions());
        var text = new StringBuilder();
        Write(words, words.Root, 0, text);
        return text.ToString();
    }

    /// <summary>A picture of boxes, each split's yes to the left and no to the right. Names are escaped: it is safe to show whatever they say.</summary>
    /// <param name="names">The features' names.</param>
    /// <param name="classes">The classes' names; empty for regression.</param>
    public static string ToSvg(ForestModel model, IReadOnlyList<string> names, IReadOnlyList<string> classes, TreeDrawingOptions? options = null) =>
        new TreePicture(new TreeWords(model, names, classes, options ?? new TreeDrawingOptions())).ToSvg();

    static void Write(TreeWords words, int at, int depth, StringBuilder text)
    {
        var indent = string.Concat(Enumerable.Repeat("|   ", depth)) + "|--- ";
        if (at < 0)
        {
            text.Append(indent).Append(words.Leaf(at)).Append('\n');
            return;
        }
        if (depth > words.Options.MaxDepth)
        {
            text.Append(indent).Append("truncated branch of depth ").Append(words.DepthBelow(at)).Append('\n');
            return;
        }
        text.Append(indent).Append(words.Condition(at, isLeft: true)).Append('\n');
        Write(words, words.Left(at), depth + 1, text);
        text.Append(indent).Append(words.Condition(at, isLeft: false)).Append('\n');
        Write(words, words.Right(at), depth + 1, text);
    }
}

/// <summary>What a drawing shows.</summary>
public sealed record TreeDrawingOptions
{
    /// <summary>The tree of a forest.</summary>
    public int Tree { get; init; }

    /// <summary>Levels of splits below the root, at most.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(MaxDepth), "A drawing has 0 to 100 levels.");
    } = 10;

    /// <summary>Digits after the point.</summary>
    public int Decimals { get; init; } = 2;

    /// <summary>Whether each split says where missing values go.</summary>
    public bool ShowsMissing { get; init; }

    /// <summary>For each feature the names of its categories in the order of their codes, or nothing for numbers; null shows codes.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Categories { get; init; }
}
