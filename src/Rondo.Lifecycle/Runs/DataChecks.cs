using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Runs;

/// <summary>Asks the data what the section <c>prepare.checks</c> expects of them.</summary>
public static class DataChecks
{
    /// <summary>The rows that are fit to learn from. Checks that don't fit the columns are left to resolving, which tells all mistakes of the file together.</summary>
    /// <exception cref="RondoException">Every check that failed and stops; ends a command with code 4.</exception>
    public static CheckedData Run(SpecDocument document, Table table, CancellationToken cancellation = default)
    {
        DeclaredCheck[] declared = [.. DeclaredCheck.Of(document.Spec.Prepare.Checks, document.Map)];
        if (declared.Any(d => d.Refuse(table.Schema, document.Map).Any())) return new CheckedData(table, table);
        var aside = declared.Where(d => d.OnFail == "quarantine").Select(d => Run(d, table, null, cancellation)).ToArray();
        var reasons = Reasons(aside, table.RowCount);
        var kept = Enumerable.Range(0, table.RowCount).Where(row => reasons is null || reasons[row] is null).ToArray();
        var isWhole = kept.Length == table.RowCount;
        if (!isWhole && kept.Length == 0) throw NothingLeft(document, aside);
        // The other checks look at what is left, and name rows as the source counts them.
        var numbers = isWhole ? null : Array.ConvertAll(kept, row => row + 1);
        var rest = isWhole ? table : table.Take(kept);
        var others = declared.Where(d => d.OnFail != "quarantine").Select(d => Run(d, rest, numbers, cancellation)).ToArray();
        var stops = others.Where(o => o.IsFailed && o.Declared.OnFail == "stop").ToArray();
        if (stops.Length > 0) throw new RondoException(stops.Select(o => o.ToMistake(document.Map)));
        return new CheckedData(rest, table) { Numbers = numbers, Reasons = isWhole ? null : reasons, Outcomes = [.. others, .. aside] };
    }

    /// <summary>The rows that checks leave, without asking those that only stop or warn: what they found then needs no finding again.</summary>
    public static CheckedData Quarantine(SpecDocument document, Table table, CancellationToken cancellation = default)
    {
        DeclaredCheck[] declared = [.. DeclaredCheck.Of(document.Spec.Prepare.Checks, document.Map).Where(d => d.OnFail == "quarantine")];
        var aside = declared.Select(d => Run(d, table, null, cancellation)).ToArray();
        if (Reasons(aside, table.RowCount) is not { } reasons) return new CheckedData(table, table);
        int[] kept = [.. Enumerable.Range(0, table.RowCount).Where(row => reasons[row] is null)];
        return new CheckedData(table.Take(kept), table) { Numbers = kept.Length == table.RowCount ? null : Array.ConvertAll(kept, row => row + 1), Reasons = reasons };
    }

    static CheckOutcome Run(DeclaredCheck declared, Table table, int[]? numbers, CancellationToken cancellation)
    {
        var input = new CheckInput(table, declared.Column) { Numbers = numbers, Cancellation = cancellation };
        var result = declared.Check.Run(input);
        return new CheckOutcome(declared, result, result.Rows.Length > 0 ? input.NumberOf(result.Rows[0]) : null);
    }

    /// <summary>Why each row is set aside; null for those that stay.</summary>
    static string?[]? Reasons(CheckOutcome[] outcomes, int rows)
    {
        if (!outcomes.Any(o => o.IsFailed)) return null;
        var reasons = new string?[rows];
        foreach (var outcome in outcomes)
        {
            var reason = $"{outcome.Declared.Subject}: {outcome.Result.Code}, expected {outcome.Declared.Check.Expected}";
            foreach (var row in outcome.Result.Rows) reasons[row] = reasons[row] is { } earlier ? $"{earlier}; {reason}" : reason;
        }
        return reasons;
    }

    static RondoException NothingLeft(SpecDocument document, CheckOutcome[] aside) => new(aside.Where(o => o.IsFailed).Select(o => o.ToMistake(document.Map) with
    {
        Message = string.Create(CultureInfo.InvariantCulture, $"{o.Result.Message} No row is left when such rows are set aside."),
        Hint = "Put the data right, or change the check.",
    }));
}
