using Rondo.Lifecycle.Runs;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fits the section <c>prepare.checks</c> to the columns, and fills in its defaults.</summary>
static class ChecksRules
{
    public static void Check(ChecksSpec checks, Findings findings)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        // A column that isn't there is told once, however many checks it has.
        foreach (var mistake in DeclaredCheck.Of(checks, findings.Map).SelectMany(check => check.Refuse(findings.Table.Schema, findings.Map)))
            if (known.Add(mistake.ToString())) findings.Mistakes.Add(mistake);
    }

    public static ChecksSpec Fill(ChecksSpec checks, Findings findings) => checks with
    {
        Rows = checks.Rows ?? new RowsSpec { Word = findings.Default("prepare.checks.rows", "history", "a file that was cut short is found: the count is not far from that of earlier runs, of which there must be five") },
        OnFail = checks.OnFail ?? findings.Default("prepare.checks.on_fail", "stop", "nothing is learnt from data that are not as they should be"),
    };
}
