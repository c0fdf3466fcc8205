using System.Globalization;
using System.Net;
using System.Text;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>Lays a tree out, leaves side by side and each split above the middle of its children, and draws it as SVG.</summary>
sealed class TreePicture(TreeWords words)
{
    private const int BoxWidth = 170;
    private const int BoxHeight = 44;
    private const int Gap = 14;
    private const int LevelHeight = 92;
    private const int MostLetters = 26;

    private readonly StringBuilder _lines = new();
    private readonly StringBuilder _boxes = new();
    private int _leaves;
    private int _levels;

    public string ToSvg()
    {
        Place(words.Root, 0, 1);
        var (width, height) = (_leaves * (BoxWidth + Gap) + Gap, _levels * LevelHeight + BoxHeight + 2 * Gap);
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="system-ui, sans-serif" font-size="12">
            <title>Decision tree</title>
            <g stroke="#8a94a3" fill="none">{_lines}</g>
            {_boxes}</svg>

            """);
    }

    /// <returns>Where the box's middle is.</returns>
    double Place(int at, int depth, double share)
    {
        _levels = Math.Max(_levels, depth);
        var top = depth * LevelHeight + Gap;
        if (at < 0 || depth > words.Options.MaxDepth)
        {
            var middle = Gap + _leaves++ * (BoxWidth + Gap) + BoxWidth / 2.0;
            Box(middle, top, at < 0 ? words.Leaf(at) : $"{words.DepthBelow(at)} more levels", share, isLeaf: true);
            return middle;
        }
        var part = words.LeftShare(at);
        var left = Place(words.Left(at), depth + 1, share * part);
        var right = Place(words.Right(at), depth + 1, share * (1 - part));
        var x = (left + right) / 2;
        Line(x, left, top, "yes");
        Line(x, right, top, "no");
        Box(x, top, words.Condition(at, isLeft: true), share, isLeaf: false);
        return x;
    }

    void Line(double from, double to, int top, string word)
    {
        var (start, end) = (top + BoxHeight, top + LevelHeight);
        _lines.Append(CultureInfo.InvariantCulture, $"""<path d="M{from:F1} {start}L{to:F1} {end}"/>""");
        _boxes.Append(CultureInfo.InvariantCulture, $"""<text x="{(from + to) / 2:F1}" y="{(start + end) / 2 - 3}" text-anchor="middle" fill="#5b6675">{word}</text>""").Append('\n');
    }

    void Box(double middle, int top, string text, double share, bool isLeaf)
    {
        var shown = text.Length <= MostLetters ? text : text[..(char.IsHighSurrogate(text[MostLetters - 2]) ? MostLetters - 2 : MostLetters - 1)] + "…";
        _boxes.Append(CultureInfo.InvariantCulture,
            $"""
            <g><title>{WebUtility.HtmlEncode(text)}</title><rect x="{middle - BoxWidth / 2.0:F1}" y="{top}" width="{BoxWidth}" height="{BoxHeight}" rx="6" fill="{(isLeaf ? "#e8f3ec" : "#eef2f8")}" stroke="#8a94a3"/><text x="{middle:F1}" y="{top + 18}" text-anchor="middle" fill="#1d2733">{WebUtility.HtmlEncode(shown)}</text><text x="{middle:F1}" y="{top + 35}" text-anchor="middle" fill="#5b6675">{100 * share:F1}% of rows</text></g>
            """).Append('\n');
    }
}
