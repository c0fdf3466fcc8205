using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Reference;

/// <summary>What is kept of a column to compare later rows with: how its values are spread, none of its rows.</summary>
/// <param name="Rows">All rows, the missing values' too.</param>
public sealed record ColumnProfile(string Name, ColumnType Type, int Rows, int Missing)
{
    // Texts of more values than this, most of them seen once, are no categories.
    const int MostCategories = 1000;
    const double MostDistinctShare = 0.5;

    /// <summary>Of numbers; of free text, of its length in characters. Null of other columns, and when all values are missing.</summary>
    public NumberProfile? Numbers { get; init; }

    /// <summary>Of what is counted value by value: texts and booleans.</summary>
    public CategoryProfile? Categories { get; init; }

    /// <summary>Of free text.</summary>
    public WordProfile? Words { get; init; }

    public bool IsTime => Type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc;

    public bool IsNumber => Type is ColumnType.Double or ColumnType.Int64;

    /// <param name="points">How many values of a distribution function are kept at most.</param>
    public static ColumnProfile Of(string name, Column column, int points)
    {
        var profile = new ColumnProfile(name, column.Type, column.Length, MissingIn(column));
        if (profile.IsTime || profile.Missing == profile.Rows) return profile;
        if (profile.IsNumber) return profile with { Numbers = NumberProfile.Of(NumberSample.Of(column, name), points) };
        if (column is not TextColumn text || !IsFreeText(text, profile.Missing)) return profile with { Categories = CategoryProfile.Of(Engine.Statistics.Categories.Of(column, name), MostCategories) };
        return profile with { Numbers = NumberProfile.Of(NumberSample.Of(LengthsOf(text), name), points), Words = WordProfile.Of(text) };
    }

    /// <summary>Characters of each text; NaN where it is missing. Shape: rows.</summary>
    public static double[] LengthsOf(TextColumn text) => [.. text.Codes.Select(code => code < 0 ? double.NaN : text.Dictionary[code].Length)];

    public static int MissingIn(Column column)
    {
        var count = 0;
        for (var row = 0; row < column.Length; row++)
            if (column.IsMissing(row)) count++;
        return count;
    }

    static bool IsFreeText(TextColumn text, int missing)
    {
        var distinct = text.Codes.Where(c => c >= 0).Distinct().Count();
        return distinct > MostCategories || (distinct > 50 && distinct > MostDistinctShare * (text.Length - missing));
    }

    internal void Write(PipelineWriter writer)
    {
        writer.Text(Name);
        writer.Int((int)Type);
        writer.Int(Rows);
        writer.Int(Missing);
        writer.Optional(Numbers, ProfileFormat.Write);
        writer.Optional(Categories, (w, c) => c.Write(w));
        writer.Optional(Words, (w, words) => words.Write(w));
    }

    internal static ColumnProfile Read(PipelineReader reader)
    {
        var (name, type, rows, missing) = (reader.Text(), (ColumnType)reader.Int(), reader.Int(), reader.Int());
        if (!Enum.IsDefined(type) || rows < 0 || missing < 0 || missing > rows) throw PipelineReader.Damaged($"its column '{name}' counts what can't be");
        return new ColumnProfile(name, type, rows, missing)
        {
            Numbers = reader.Optional(ProfileFormat.ReadNumbers),
            Categories = reader.Optional(CategoryProfile.Read),
            Words = reader.Optional(WordProfile.Read),
        };
    }
}
