using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.PredictionLog;

/// <summary>The rows of a request and what was predicted of them, as they stand in the log.</summary>
/// <param name="FirstId">The id of the first row's prediction; each following one is greater by one.</param>
/// <param name="Time">When it was answered, UTC.</param>
/// <param name="Latency">From the request's arrival to its record.</param>
/// <param name="RequestId">The id that the caller or the server gave the request.</param>
/// <param name="Unit">Whom or what the request is about, for experiments; null when nobody said.</param>
public sealed record LoggedRequest(
    LoggedSchema Schema, PredictionIds FirstId, DateTimeOffset Time, TimeSpan Latency, string RequestId, string? Unit, LoggedCells Cells, Predictions Predictions)
{
    /// <summary>When what it is about happened, UTC: as the caller said, else when it was answered.</summary>
    public DateTimeOffset EventTime { get; init; } = Time;

    /// <summary>The rows' columns that are kept. Shape: columns x rows.</summary>
    public Column[] Columns => Cells.Columns;

    public int Rows => Predictions.Rows;

    public string IdOf(int row) => FirstId.At(row);

    /// <summary>What was predicted: the class, or the number to all its digits.</summary>
    public string Said(int row) => Schema.Task == TaskKind.Regression
        ? Predictions.Row(row)[0].ToString("R", CultureInfo.InvariantCulture)
        : Schema.Classes[Predictions.ClassOf(row)];
}
