namespace Rondo.Client.Predictions;

/// <summary>A value that the model was not made for.</summary>
/// <param name="Row">The row's index among those sent, from 0 on; null when it is about the whole request.</param>
public sealed record RefusedValue(int? Row, string? Column, string Expected, string Got);
