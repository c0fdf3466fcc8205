using System.Runtime.InteropServices;

namespace Rondo.OnnxRuntime;

/// <summary>Where a library of ONNX Runtime says what it can do.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly unsafe struct OrtApiBase
{
    public readonly delegate* unmanaged[Cdecl]<uint, OrtApi*> GetApi;
    public readonly delegate* unmanaged[Cdecl]<byte*> GetVersionString;
}

/// <summary>
/// The functions of ONNX Runtime's C API (onnxruntime_c_api.h) that the binding calls, by their places in its table, which only ever grows at its end.
/// Those that return an address return a status: null when all went well.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
readonly unsafe struct OrtApi
{
    /// <summary>Everything below is in the tables since this version (ONNX Runtime 1.11).</summary>
    public const uint Version = 11;

    const int Slot = 8;

    [FieldOffset(Slot * 2)] public readonly delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage;
    [FieldOffset(Slot * 3)] public readonly delegate* unmanaged[Cdecl]<int, byte*, nint*, nint> CreateEnv;
    [FieldOffset(Slot * 6)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents;
    [FieldOffset(Slot * 8)] public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    [FieldOffset(Slot * 9)] public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run;

    [FieldOffset(Slot * 10)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    [FieldOffset(Slot * 17)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableMemPattern;
    [FieldOffset(Slot * 19)] public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableCpuMemArena;
    [FieldOffset(Slot * 22)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogSeverityLevel;
    [FieldOffset(Slot * 24)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(Slot * 25)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    [FieldOffset(Slot * 130)] public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;

    [FieldOffset(Slot * 30)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    [FieldOffset(Slot * 31)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    [FieldOffset(Slot * 33)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    [FieldOffset(Slot * 34)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    [FieldOffset(Slot * 36)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName;
    [FieldOffset(Slot * 37)] public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName;

    [FieldOffset(Slot * 48)] public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue;
    [FieldOffset(Slot * 49)] public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue;
    [FieldOffset(Slot * 51)] public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    [FieldOffset(Slot * 52)] public readonly delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> FillStringTensor;
    [FieldOffset(Slot * 53)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetStringTensorDataLength;
    [FieldOffset(Slot * 54)] public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nuint*, nuint, nint> GetStringTensorContent;
    [FieldOffset(Slot * 55)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    [FieldOffset(Slot * 56)] public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetOnnxTypeFromTypeInfo;
    [FieldOffset(Slot * 60)] public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType;
    [FieldOffset(Slot * 61)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    [FieldOffset(Slot * 62)] public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    [FieldOffset(Slot * 65)] public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape;
    [FieldOffset(Slot * 67)] public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetValueType;
    [FieldOffset(Slot * 69)] public readonly delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo;
    [FieldOffset(Slot * 76)] public readonly delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree;
    [FieldOffset(Slot * 78)] public readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions;
    [FieldOffset(Slot * 80)] public readonly delegate* unmanaged[Cdecl]<nint, int, nint, nint*, nint> GetValue;
    [FieldOffset(Slot * 81)] public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetValueCount;

    [FieldOffset(Slot * 93)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;
    [FieldOffset(Slot * 95)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;
    [FieldOffset(Slot * 96)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;
    [FieldOffset(Slot * 98)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;
    [FieldOffset(Slot * 99)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;
    [FieldOffset(Slot * 100)] public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;
}
