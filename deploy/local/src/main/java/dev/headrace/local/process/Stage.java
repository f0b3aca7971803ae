package dev.headrace.local.process;

/** The order in which processes end when their starter is gone: services let go of the engines first. */
public enum Stage {
    SERVICE,
    ENGINE
}
