using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Split;

/// <summary>Goes by a column of labels `train` and `test`. Rows labelled `validation` are trained on: cross-validation holds out rows of its own.</summary>
[Part("column", "Goes by a column of labels train and test.")]
public sealed record ColumnSplit : ISplitter
{
    [Param("The column with the labels.")]
    public string Column { get; init; } = "";

    public DataSplit Divide(Table table, Target? target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (SplitColumns.Find(table, this, Column).Columns[0] is not TextColumn labels)
            throw new RondoException(new Mistake("wrong_type", $"The split 'column' goes by text labels; column '{Column}' is {table[Column].Type.Word}.") { Field = Column, Hint = "Use labels `train` and `test`." });
        var isTestByCode = Array.ConvertAll(labels.Dictionary, IsTest);
        var isTest = new bool[labels.Length];
        for (var row = 0; row < isTest.Length; row++)
        {
            var label = labels.Codes[row] < 0 ? null : isTestByCode[labels.Codes[row]];
            isTest[row] = label ?? throw NoLabel(labels, row);
        }
        return DataSplit.Of(isTest, target, $"Column '{Column}' needs rows of both labels, train and test.");
    }

    static bool? IsTest(string label) => label.Trim().ToLowerInvariant() switch
    {
        "train" or "training" or "validation" or "valid" or "val" or "dev" => false,
        "test" or "testing" => true,
        _ => null,
    };

    RondoException NoLabel(TextColumn labels, int row) => new(
        new Mistake("bad_split_label", $"Column '{Column}' has {(labels[row] is { } label ? $"the label '{label}'" : "no label")} in row {row + 1}; expected train, test or validation.")
        {
            Field = Column,
            Row = row + 1,
        });
}
