namespace Rondo.Experiment.AbTests;

/// <summary>Where a test stands.</summary>
public enum AbTestOutcome
{
    Running,
    Win,
    Lose,
    Unclear,
    /// <summary>A guardrail gave way.</summary>
    Breached,
}

/// <summary>What is known of a test, and what is to be done.</summary>
/// <param name="Arm">The arm that wins, loses or broke a guardrail.</param>
/// <param name="Sentence">What to tell people first.</param>
public sealed record AbTestDecision(AbTestOutcome Outcome, AbTestStep Step, string? Arm, string Sentence)
{
    public bool IsOver => Outcome != AbTestOutcome.Running;
}
