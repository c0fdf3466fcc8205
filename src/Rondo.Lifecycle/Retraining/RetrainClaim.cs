using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Retraining;

/// <summary>The right to work at a job. Somebody else gets it when this process isn't heard of for too long; from then on nothing is written under this one.</summary>
sealed class RetrainClaim(StoreDatabase database, TimeProvider clock, RetrainEvents events, RetrainRow row)
{
    public RetrainEvents Events => events;

    public RetrainRow Row => row;

    /// <summary>Tells that the work goes on.</summary>
    /// <returns>Whether it may go on: false when somebody wants it to stop, or has taken it over.</returns>
    public bool Beat(string? progress) => database.Write(session => session.Scalar<long?>(
        "UPDATE retrains SET heartbeat_us = @now, progress = @progress WHERE id = @Id AND token = @Token AND state = 'running' RETURNING cancel",
        new { row.Id, row.Token, now = clock.NowMicroseconds, progress })) == 0;

    /// <summary>Whether the work was to stop, rather than taken over.</summary>
    public bool IsStopped => database.Read(session => session.Scalar<long?>("SELECT cancel FROM retrains WHERE id = @Id AND token = @Token AND state = 'running'", new { row.Id, row.Token })) == 1;

    /// <summary>Notes what was trained, in the transaction that registers it.</summary>
    public void Registered(StoreSession session, ModelVersion version, int champion, long rows)
    {
        if (session.Execute("UPDATE retrains SET version = @Number, champion = @champion, data_rows = @rows, heartbeat_us = @now WHERE id = @Id AND token = @Token AND state = 'running'",
            new { row.Id, row.Token, version.Number, champion, rows, now = clock.NowMicroseconds }) != 1) throw Lost();
        (row.Version, row.Champion, row.DataRows) = (version.Number, champion, rows);
    }

    /// <summary>Ends the job together with what follows from it, or neither.</summary>
    /// <param name="effects">What follows; it may yet say another outcome.</param>
    public RetrainJob Conclude(Func<StoreSession, RetrainConclusion> effects) => database.Write(session =>
    {
        // Ended first: of two that hold the job for theirs, one finds it under another token.
        if (session.Execute("UPDATE retrains SET state = 'done', ended_us = @now, progress = NULL WHERE id = @Id AND token = @Token AND state = 'running'", new { row.Id, row.Token, now = clock.NowMicroseconds }) != 1) throw Lost();
        var end = effects(session);
        session.Execute("UPDATE retrains SET outcome = @outcome, reason = @Reason, verdict_json = @VerdictJson, champion = @Champion WHERE id = @Id",
            new { row.Id, outcome = RetrainJob.Word(end.Outcome), end.Reason, end.VerdictJson, end.Champion });
        return session.First<RetrainRow>($"SELECT {RetrainRow.Columns} FROM retrains WHERE id = @Id", new { row.Id })!.ToJob();
    });

    /// <summary>Ends the job without a result.</summary>
    /// <returns>False when somebody else has it.</returns>
    public bool End(RetrainState state, string reason, Action<StoreSession>? effects = null) => database.Write(session =>
    {
        if (session.Execute("UPDATE retrains SET state = @state, ended_us = @now, reason = @reason, progress = NULL WHERE id = @Id AND token = @Token AND state = 'running'",
            new { row.Id, row.Token, state = RetrainJob.Word(state), reason, now = clock.NowMicroseconds }) != 1) return false;
        effects?.Invoke(session);
        return true;
    });

    RondoException Lost() => new("retrain_taken_over", $"The retrain {row.Id} was taken over by another process, for this one was not heard of for too long; what it did is left out.");
}

/// <summary>How a retrain came out.</summary>
sealed record RetrainConclusion(RetrainOutcome Outcome, string Reason, int Champion, string VerdictJson);
