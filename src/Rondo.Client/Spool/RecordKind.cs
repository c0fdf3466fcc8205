namespace Rondo.Client.Spool;

/// <summary>What a record of the spool says; the numbers are on disks.</summary>
enum RecordKind : byte
{
    /// <summary>Key, value, time, step.</summary>
    Metric = 1,

    /// <summary>Key, text.</summary>
    Param = 2,

    /// <summary>Key, text.</summary>
    Tag = 3,

    /// <summary>Text is the JSON of the input.</summary>
    Dataset = 4,

    /// <summary>Key is the artifact's path, text the name of the copied file.</summary>
    Artifact = 5,

    /// <summary>The run is to be created; its file has the rest.</summary>
    Start = 6,

    /// <summary>Text is MLflow's word for the status, time the end.</summary>
    End = 7,
}
