using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Reference;

/// <summary>In how many texts the most frequent words and pairs of neighbouring words are.</summary>
/// <param name="Texts">Texts looked at.</param>
/// <param name="Counts">Texts that hold each, the most frequent first.</param>
public sealed record WordProfile(int Texts, ImmutableArray<KeyValuePair<string, int>> Counts)
{
    const int MostKept = 300, LeastTexts = 5;
    // What grows with hostile texts is bounded.
    const int MostKnown = 500_000, MostWords = 500, LongestWord = 40;

    public static WordProfile Of(TextColumn texts)
    {
        var (counts, count) = Count(texts, null);
        return new WordProfile(count, [.. counts.Where(c => c.Value >= LeastTexts).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostKept)]);
    }

    /// <summary>The same counts of other texts. Shape: Counts.</summary>
    public (int Texts, int[] Counts) CountIn(TextColumn texts)
    {
        var (counts, count) = Count(texts, [.. Counts.Select(c => c.Key)]);
        return (count, [.. Counts.Select(c => counts.GetValueOrDefault(c.Key))]);
    }

    // Equal texts are read once.
    static (Dictionary<string, int> Counts, int Texts) Count(TextColumn column, HashSet<string>? wanted)
    {
        var rows = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) rows[code]++;
        var (counts, seen, texts) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
        for (var code = 0; code < rows.Length; code++)
        {
            if (rows[code] == 0) continue;
            texts += rows[code];
            seen.Clear();
            Collect(column.Dictionary[code], seen);
            foreach (var gram in seen)
            {
                if (wanted?.Contains(gram) == false || (counts.Count >= MostKnown && !counts.ContainsKey(gram))) continue;
                CollectionsMarshal.GetValueRefOrAddDefault(counts, gram, out _) += rows[code];
            }
        }
        return (counts, texts);
    }

    static void Collect(string text, HashSet<string> grams)
    {
        string? before = null;
        var (words, start) = (0, -1);
        for (var i = 0; i <= text.Length && words < MostWords; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                if (start < 0) start = i;
                continue;
            }
            if (start < 0) continue;
            var word = text[start..Math.Min(i, start + LongestWord)].ToLowerInvariant();
            (start, words) = (-1, words + 1);
            grams.Add(word);
            if (before is not null) grams.Add($"{before} {word}");
            before = word;
        }
    }

    internal void Write(PipelineWriter writer)
    {
        writer.Int(Texts);
        ProfileFormat.WriteCounts(writer, Counts);
    }

    internal static WordProfile Read(PipelineReader reader)
    {
        var profile = new WordProfile(reader.Int(), ProfileFormat.ReadCounts(reader));
        return profile.Counts.All(c => c.Value <= profile.Texts) ? profile : throw PipelineReader.Damaged("its words are in more texts than there are");
    }
}
