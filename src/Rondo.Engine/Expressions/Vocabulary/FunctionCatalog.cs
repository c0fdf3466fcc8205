namespace Rondo.Engine.Expressions.Vocabulary;

/// <summary>Every function and operator by name.</summary>
static class FunctionCatalog
{
    private static readonly Dictionary<string, Function> Known =
        new Function[][] { Arithmetic.Functions, Comparisons.Functions, Choices.Functions, Texts.Functions, Dates.Functions, Conversions.Functions }
            .SelectMany(f => f).ToDictionary(f => f.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<Function> All => Known.Values;

    public static Function? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>What a function of SQL, Python or a spreadsheet is called here.</summary>
    public static string? OfOtherLanguages(string name) => name.ToLowerInvariant() switch
    {
        "ln" => "The natural logarithm is log(x).",
        "len" or "strlen" or "char_length" => "Write length(text).",
        "ifnull" or "nvl" or "fillna" => "Write coalesce(x, instead).",
        "isnull" or "isna" or "is_null" => "Write is_missing(x).",
        "substr" or "mid" or "left" or "right" => "Write substring(text, start, length).",
        "power" => "Write x ^ y or pow(x, y).",
        "ceiling" => "Write ceil(x).",
        "least" => "Write min(x, y).",
        "greatest" => "Write max(x, y).",
        "iif" or "case" or "iff" or "where" => "Write if(condition, a, b).",
        "dayofweek" or "day_of_week" or "dow" => "Write weekday(date).",
        "str" or "string" or "cast" => "Write text(x), int64(x) or double(x).",
        "int" or "integer" => "Write int64(x).",
        "float" => "Write double(x).",
        "datediff" or "date_diff" => "Write days(a - b).",
        _ => null,
    };
}
