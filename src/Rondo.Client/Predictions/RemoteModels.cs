using System.Diagnostics.CodeAnalysis;
using Rondo.Client.Wire;

namespace Rondo.Client.Predictions;

/// <summary>Asks the server's models. To ask again changes nothing there but its log, so that an answer that was lost is asked for again.</summary>
sealed class RemoteModels(Connection connection, RondoClientOptions settings)
{
    public async Task<PredictionSet> Predict<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string model, IReadOnlyList<T> rows, PredictOptions options, CancellationToken cancellation)
    {
        Argument.CheckKey(model, nameof(model));
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1, nameof(options));
        if (rows.Count == 0) return new PredictionSet(model, 0, []);
        var body = RowJson.Body(rows, RowColumns<T>.All, options);
        var answer = await Ask($"models/{PathOf(model)}/predict", body, options, cancellation).ConfigureAwait(false);
        if (!answer.IsDone) throw answer.AsException(PredictionReader.Details(answer.Body));
        return PredictionReader.Read(answer.Body, rows.Count);
    }

    async Task<Answer> Ask(string path, ReadOnlyMemory<byte> body, PredictOptions options, CancellationToken cancellation)
    {
        var request = options.RequestId ?? Guid.NewGuid().ToString("N");
        for (var attempt = 1; ; attempt++)
        {
            var answer = await connection.Post(path, body, cancellation, request).ConfigureAwait(false);
            if (attempt == options.Attempts || !MayHelp(answer)) return answer;
            await Task.Delay(Pause(attempt, answer.RetryAfter), settings.Clock, cancellation).ConfigureAwait(false);
        }
    }

    // Nothing came back, or the server says that it will be better soon.
    static bool MayHelp(Answer answer) => answer.Kind == AnswerKind.Away && answer.Status is 0 or 408 or 429 or 502 or 503 or 504;

    TimeSpan Pause(int attempt, TimeSpan? wished)
    {
        var jitter = 0.5 + (Random.Shared.NextDouble() / 2);
        var own = settings.FirstRetry * (jitter * Math.Pow(2, Math.Min(attempt - 1, 20)));
        var pause = wished ?? own;
        return pause < settings.LongestRetry ? pause : settings.LongestRetry;
    }

    // name@alias stands in one piece of the path.
    static string PathOf(string model) => Uri.EscapeDataString(model).Replace("%40", "@", StringComparison.Ordinal);
}
