using System.Globalization;

namespace Rondo.Benchmarks.Contests;

/// <summary>The words after a benchmark's name.</summary>
sealed record Options(string[] Words)
{
    public string? Text(string name) => Array.IndexOf(Words, name) is >= 0 and var i && i + 1 < Words.Length ? Words[i + 1] : null;

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
