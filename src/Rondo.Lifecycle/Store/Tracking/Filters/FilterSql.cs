using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>Turns a filter into a condition of SQL that means the same on both databases.</summary>
sealed class FilterSql(StoreSession session, FilterVocabulary vocabulary, SqlText sql)
{
    // Bounds for patterns that SQL can't test in linear time: the values are brought here and tested by .NET.
    const int MostCandidates = 100_000;
    const int MostListed = 20_000;
    const long MostCharacters = 50_000_000;

    // MLflow keeps prompts among its models and asks for models as "not marked as prompts", which unmarked ones are.
    const string PromptMark = "mlflow.prompt.is_prompt";

    public void Write(Filter filter)
    {
        switch (filter)
        {
            case AllOf all:
                Join(all.Parts, " AND ");
                break;
            case AnyOf any:
                Join(any.Parts, " OR ");
                break;
            case Not not:
                sql.Add("NOT ");
                Write(not.Part);
                break;
            case Comparison comparison:
                sql.Add("(");
                Write(comparison);
                sql.Add(")");
                break;
        }
    }

    void Join(IReadOnlyList<Filter> parts, string word)
    {
        sql.Add("(");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) sql.Add(word);
            Write(parts[i]);
        }
        sql.Add(")");
    }

    void Write(Comparison comparison)
    {
        var field = comparison.Field;
        if (field.Kind == FieldKind.Attribute) WriteAttribute(vocabulary.Attribute(field.Key)!, comparison);
        else if (field.Kind == FieldKind.Dataset) WriteDataset(comparison);
        else WriteKeyed(comparison);
    }

    // A comparison with NULL is unknown, and so is its opposite; here what isn't there fails the comparison, so that NOT is the rest.
    void WriteAttribute(FilterAttribute attribute, Comparison comparison)
    {
        if (comparison.Operator == FilterOperator.IsNull)
        {
            sql.Add($"{attribute.Sql} IS NULL");
            return;
        }
        sql.Add($"{attribute.Sql} IS NOT NULL AND ");
        if (attribute.Type == AttributeType.Time) WriteTime(attribute.Sql, comparison.Operator, comparison.Value.Number!.Value);
        else if (attribute.Type == AttributeType.Number) WriteNumber(attribute.Sql, comparison.Operator, comparison.Value.Number!.Value);
        else WriteText(attribute.Sql, Said(attribute, comparison), () => new SqlText().Add($"SELECT DISTINCT {attribute.Sql} FROM {vocabulary.From} AS r WHERE {attribute.Sql} IS NOT NULL"));
    }

    // MLflow has one word for a run that was stopped.
    static Comparison Said(FilterAttribute attribute, Comparison comparison)
    {
        if (!attribute.IsWord || comparison.Operator is FilterOperator.Like or FilterOperator.ILike or FilterOperator.Matches) return comparison;
        var words = comparison.Value.Texts.Select(text => text.ToUpperInvariant()).ToList();
        if (words.Contains("KILLED") && !words.Contains("CANCELLED")) words.Add("CANCELLED");
        var isNegative = comparison.Operator == FilterOperator.NotEqual;
        return words.Count == 1
            ? comparison with { Value = new FilterValue { Texts = words } }
            : comparison with { Operator = isNegative ? FilterOperator.NotIn : FilterOperator.In, Value = new FilterValue { Texts = words } };
    }

    void WriteKeyed(Comparison comparison)
    {
        var field = comparison.Field;
        var table = field.Kind switch
        {
            FieldKind.Metric => vocabulary.Metrics!,
            FieldKind.Param => vocabulary.Params!,
            _ => vocabulary.Tags!,
        };
        var isAbsent = comparison.Operator == FilterOperator.IsNull;
        var isUnmarked = field is { Kind: FieldKind.Tag, Key: PromptMark } && comparison.Operator == FilterOperator.NotEqual;
        sql.Add(isAbsent || isUnmarked ? "NOT EXISTS" : "EXISTS").Add($" (SELECT 1 FROM {table.Name} AS x WHERE {table.Join} AND x.name = ").Value(field.Key);
        if (!isAbsent)
        {
            sql.Add(" AND ");
            if (field.Kind == FieldKind.Metric) WriteNumber("x." + ColumnOf(field.Aggregate), comparison.Operator, comparison.Value.Number!.Value);
            else WriteText("x.value", isUnmarked ? comparison with { Operator = FilterOperator.Equal } : comparison,
                () => new SqlText().Add($"SELECT DISTINCT x.value FROM {table.Name} AS x WHERE x.name = ").Value(field.Key));
        }
        sql.Add(")");
    }

    void WriteDataset(Comparison comparison)
    {
        var isAbsent = comparison.Operator == FilterOperator.IsNull;
        sql.Add(isAbsent ? "NOT EXISTS" : "EXISTS").Add(" (SELECT 1 FROM run_inputs AS x WHERE x.run_id = r.id");
        if (!isAbsent)
        {
            sql.Add(" AND ");
            if (comparison.Field.Key == "context") WriteContext(comparison);
            else WriteText("x." + comparison.Field.Key, comparison, () => new SqlText().Add($"SELECT DISTINCT x.{comparison.Field.Key} FROM run_inputs AS x"));
        }
        sql.Add(")");
    }

    // The context is one of an input's tags, which are kept as JSON.
    void WriteContext(Comparison comparison)
    {
        var holds = Test(comparison);
        WriteCandidates("x.tags_json", Candidates(new SqlText().Add("SELECT DISTINCT x.tags_json FROM run_inputs AS x")),
            json => RunInput.TagsOf(json).Any(tag => tag.Key == RunInput.ContextTag && holds(tag.Value)));
    }

    static Func<string, bool> Test(Comparison comparison) => comparison.Operator switch
    {
        FilterOperator.Equal => value => value == comparison.Value.Text,
        FilterOperator.NotEqual => value => value != comparison.Value.Text,
        FilterOperator.In => comparison.Value.Texts.Contains,
        _ => TextPattern.Parse(comparison.Operator, comparison.Value.Text).IsMatch,
    };

    void WriteNumber(string column, FilterOperator kind, double value) => sql.Add($"{column} {SignOf(kind)} ").Value(value);

    // A millisecond is a thousand of the store's microseconds.
    void WriteTime(string column, FilterOperator kind, double milliseconds)
    {
        var most = long.MaxValue / 1000 - 1;
        var start = (long)Math.Clamp(milliseconds, -most, most) * 1000;
        _ = kind switch
        {
            FilterOperator.Equal => sql.Add($"({column} >= ").Value(start).Add($" AND {column} < ").Value(start + 1000).Add(")"),
            FilterOperator.NotEqual => sql.Add($"({column} < ").Value(start).Add($" OR {column} >= ").Value(start + 1000).Add(")"),
            FilterOperator.Greater => sql.Add($"{column} >= ").Value(start + 1000),
            FilterOperator.GreaterOrEqual => sql.Add($"{column} >= ").Value(start),
            FilterOperator.Less => sql.Add($"{column} < ").Value(start),
            _ => sql.Add($"{column} < ").Value(start + 1000),
        };
    }

    void WriteText(string column, Comparison comparison, Func<SqlText> values)
    {
        var text = comparison.Value.Text;
        switch (comparison.Operator)
        {
            case FilterOperator.Equal:
                sql.Add($"{column} = ").Value(text);
                break;
            case FilterOperator.NotEqual:
                sql.Add($"{column} <> ").Value(text);
                break;
            case FilterOperator.In:
                sql.Add($"{column} IN ").Values(comparison.Value.Texts);
                break;
            case FilterOperator.NotIn:
                sql.Add($"{column} NOT IN ").Values(comparison.Value.Texts);
                break;
            case FilterOperator.Like when WriteSimple(column, text):
                break;
            default:
                WriteCandidates(column, Candidates(values()), TextPattern.Parse(comparison.Operator, text).IsMatch);
                break;
        }
    }

    // The databases' own LIKE can take exponential time; these few forms take linear time without it.
    bool WriteSimple(string column, string pattern)
    {
        var part = pattern.Trim('%');
        if (part.Length == 0 || part.AsSpan().ContainsAny('%', '_')) return false;
        var (open, close) = (pattern[0] == '%', pattern[^1] == '%');
        long length = part.EnumerateRunes().Count();
        if (open && close) sql.Add($"replace({column}, ").Value(part).Add($", '') <> {column}");
        else if (close) sql.Add($"substr({column}, 1, CAST(").Value(length).Add(" AS INTEGER)) = ").Value(part);
        else if (open) sql.Add($"length({column}) >= ").Value(length).Add($" AND substr({column}, length({column}) - CAST(").Value(length - 1).Add(" AS INTEGER)) = ").Value(part);
        else sql.Add($"{column} = ").Value(part);
        return true;
    }

    List<string> Candidates(SqlText values)
    {
        using var statement = values.Add(" LIMIT ").Value(MostCandidates + 1L).Bind(session);
        var found = new List<string>();
        var characters = 0L;
        while (statement.Rows.Next())
        {
            found.Add(statement.Rows.Text(0));
            characters += found[^1].Length;
            if (found.Count > MostCandidates || characters > MostCharacters) throw TooMany();
        }
        return found;
    }

    void WriteCandidates(string column, List<string> candidates, Func<string, bool> holds)
    {
        var fitting = candidates.FindAll(value => holds(value));
        if (fitting.Count > MostListed) throw TooMany();
        if (fitting.Count == 0) sql.Add("1 = 0");
        else sql.Add($"{column} IN ").Values(fitting);
    }

    static RondoException TooMany() => FilterLexer.Mistake(0, "The pattern of the filter would have to be tried on too many values.",
        "Use = or a pattern such as 'start%', '%end' or '%middle%'.");

    public static string ColumnOf(MetricAggregate aggregate) => aggregate switch
    {
        MetricAggregate.Min => "min_value",
        MetricAggregate.Max => "max_value",
        _ => "last_value",
    };

    static string SignOf(FilterOperator kind) => kind switch
    {
        FilterOperator.Equal => "=",
        FilterOperator.NotEqual => "<>",
        FilterOperator.Less => "<",
        FilterOperator.LessOrEqual => "<=",
        FilterOperator.Greater => ">",
        _ => ">=",
    };
}
