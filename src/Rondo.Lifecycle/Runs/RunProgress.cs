namespace Rondo.Lifecycle.Runs;

/// <summary>Where a run stands.</summary>
/// <param name="Step">The step's name: prepare, train, evaluate, register.</param>
/// <param name="Message">What is being done, or what was found.</param>
/// <param name="Share">How much of the step's present work is done, 0 to 1; null for a remark.</param>
public readonly record struct RunProgress(string Step, string Message, double? Share = null);
