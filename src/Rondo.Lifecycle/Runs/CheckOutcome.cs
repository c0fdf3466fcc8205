using Rondo.Engine.Errors;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Runs;

/// <summary>A check of the file and what it found.</summary>
/// <param name="First">The source's number of the first failing row; null when there is none.</param>
public sealed record CheckOutcome(DeclaredCheck Declared, CheckResult Result, int? First)
{
    public bool IsFailed => !Result.IsPassed;

    public Mistake ToMistake(SourceMap map) => map.Place(
        new Mistake(Result.Code!, Result.Message)
        {
            Blame = Blame.Check,
            Field = Declared.Column,
            Row = First,
            Hint = Result.Rows.Length == 0 ? "Put the data right, or change the check." : "Put the data right, change the check, or set such rows aside by `on_fail: quarantine`.",
        },
        Declared.Path);

    public SpecAlert ToAlert() => new(Result.Code!, Result.Message, Declared.Column);

    public CheckReport ToReport() => new(Declared.Subject, Declared.Check.Expected, Declared.OnFail, !IsFailed, Result.Rows.Length, IsFailed ? Result.Message : null);
}
