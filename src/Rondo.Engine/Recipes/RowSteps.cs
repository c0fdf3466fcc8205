using Rondo.Engine.Data;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Recipes;

/// <summary>What has to be done, in order, each time that the cells of one row have new values: every step fills cells of its own from those before it.</summary>
public sealed class RowSteps
{
    private readonly List<Action> _steps = [];

    public void Add(Action step) => _steps.Add(step);

    public void Run()
    {
        foreach (var step in _steps) step();
    }

    /// <summary>The step as it is applied to a table, which makes that table anew for each row.</summary>
    public Table AddApplied(IFittedTransform transform, Table row)
    {
        var example = transform.Apply(row);
        var cells = example.Columns.Select(c => Cell.New(c.Type)).ToArray();
        Add(() =>
        {
            var applied = transform.Apply(row);
            for (var i = 0; i < cells.Length; i++) Cell.Copy(applied.Columns[i], cells[i]);
        });
        return new Table(example.Schema, cells);
    }
}
