using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms.Spellings;

/// <summary>The rules of a column: spellings as they stand, then keys, then frequent keys of which a value may be a slip.</summary>
/// <param name="Counts">The rows of each key; 0 for one that no slip is looked for.</param>
sealed record SpellingColumn(string Name, string[] Spellings, string[] Meanings, string[] Keys, string[] Canonicals, int[] Counts)
{
    private readonly Dictionary<string, int> _spellings = TextCategories.Index(Spellings);
    private readonly Dictionary<string, int> _keys = TextCategories.Index(Keys);
    private readonly NearSpellings _near = SpellingGroups.Frequent(Keys, Counts);

    public static SpellingColumn Learnt(string name, TextColumn texts)
    {
        var groups = SpellingGroups.Of(texts);
        return new SpellingColumn(name, [], [], groups.Keys, groups.Canonicals, groups.Counts);
    }

    /// <summary>Rules of the file: they hold for a variant as it stands, and for whatever has the key of it or of what it stands for.</summary>
    public static SpellingColumn Given(string name, IReadOnlyDictionary<string, string> rules)
    {
        var spellings = rules.Keys.Order(StringComparer.Ordinal).ToArray();
        var byKey = rules.SelectMany(r => new[] { (Key: SpellingKey.Of(r.Key), r.Value), (Key: SpellingKey.Of(r.Value), r.Value) }).Where(p => p.Key is not null)
            .GroupBy(p => p.Key!, p => p.Value, StringComparer.Ordinal)
            // A key that two rules use differently says nothing.
            .Where(g => g.Distinct(StringComparer.Ordinal).Count() == 1)
            .OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        return new SpellingColumn(name, spellings, Array.ConvertAll(spellings, s => rules[s]), Array.ConvertAll(byKey, g => g.Key), Array.ConvertAll(byKey, g => g.First()), new int[byKey.Length]);
    }

    public string Canonical(string value)
    {
        if (_spellings.TryGetValue(value, out var rule)) return Meanings[rule];
        if (SpellingKey.Of(value) is not { } key) return value;
        if (_keys.TryGetValue(key, out var known)) return Canonicals[known];
        return _near.Find(key, 0) is { } meant ? Canonicals[_keys[meant]] : value;
    }

    public IEnumerable<(string, Column)> Apply(TextColumn texts)
    {
        var canonical = new string?[texts.Dictionary.Length];
        foreach (var code in texts.Codes)
            if (code >= 0) canonical[code] ??= Canonical(texts.Dictionary[code]);
        // Values that no row has stay as they are.
        return [(Name, new TextColumn(texts.Codes, [.. canonical.Select((value, code) => value ?? texts.Dictionary[code])]))];
    }

    public void Write(PipelineWriter writer)
    {
        writer.Text(Name);
        foreach (var list in (string[][])[Spellings, Meanings, Keys, Canonicals]) writer.Texts(list);
        writer.Ints(Counts);
    }

    public static SpellingColumn Read(PipelineReader reader)
    {
        var name = reader.Text();
        var (spellings, meanings) = (TextCategories.Read(reader, name), reader.Texts());
        var (keys, canonicals, counts) = (TextCategories.Read(reader, name), reader.Texts(), reader.Ints());
        if (meanings.Length != spellings.Length || canonicals.Length != keys.Length || counts.Length != keys.Length || counts.Any(c => c < 0))
            throw PipelineReader.Damaged($"the spellings of '{name}' do not fit");
        return new SpellingColumn(name, spellings, meanings, keys, canonicals, counts);
    }
}
