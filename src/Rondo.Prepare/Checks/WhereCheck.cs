using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;

namespace Rondo.Prepare.Checks;

/// <summary>A condition between the columns of a row, in the language of expressions. Where it is missing, nothing fails.</summary>
[Part("where", "An expression over the columns is true in every row.")]
public sealed record WhereCheck : ICheck
{
    [Param("The condition, such as bedrooms <= rooms.")]
    public string Condition { get; init; } = "";

    public bool IsOfTable => true;

    public string Expected => Condition;

    public IEnumerable<Mistake> Refuse(Schema schema, string? column)
    {
        try
        {
            var type = Expression.Compile(Condition, schema).ResultType;
            return type == ColumnType.Boolean ? [] : [new Mistake("wrong_column_type", $"The condition gives {type.Word}; expected true or false.") { Hint = "Compare it with something: `a <= b`." }];
        }
        catch (RondoException fault)
        {
            return fault.Mistakes;
        }
    }

    public CheckResult Run(CheckInput input)
    {
        var compiled = Expression.Compile(Condition, input.Table.Schema);
        var holds = (IntegerColumn)compiled.Evaluate(input.Table);
        var rows = FailingRows.Of(input, row => !holds.IsMissing(row) && holds.Values[row] == 0);
        if (rows.Length == 0) return CheckResult.Passed;
        var first = string.Join(", ", compiled.Columns.Select(name => $"{name} {ShownValue.Of(input.Table[name], rows[0])}"));
        return new CheckResult("failed_condition", string.Create(CultureInfo.InvariantCulture,
            $"`{Condition}` is false in {CheckResult.List(input, rows)}{(first.Length > 0 ? $" (the first has {first})" : "")}."), rows);
    }
}
